using System.CommandLine;
using System.Globalization;
using Plugin.Cli.Terminal;
using Plugin.Node.AccessLog;
using Spectre.Console;

namespace Plugin.Cli.Station;

/// <summary><c>plugin station access-log</c>: who read what at this station, and whether the record is complete.</summary>
internal static class AccessLogCommand
{
    public static Command Make()
    {
        var config = new Option<string?>("--config") { Description = "The station's configuration file." };
        var file = new Option<string?>("--file") { Description = $"The log itself ({AccessLogReader.FileName} of the station's data folder), for whoever has nothing else." };
        var from = Moment("--from", "Not before this day or time (2026-11-03, 2026-11-03T14:00:00Z). UTC unless it says otherwise.");
        var to = Moment("--to", "Before this time; a day counts to its end.");
        var user = new Option<int?>("--user") { Description = "Of the user with this number at the hub." };
        var organization = new Option<int?>("--organization") { Description = "Of users of the organization with this number." };
        var source = new Option<string?>("--source") { Description = "Of the data source with this label." };
        var run = new Option<int?>("--run") { Description = "Of this run." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line, as recorded." };
        var verify = new Option<bool>("--verify") { Description = "Recomputes the chain. Ends with 1 and names the first wrong entry, if one is." };
        var head = new Option<string?>("--head") { Description = "With --verify: a head that was noted elsewhere (ENTRY:HASH), such as the node's access_log at the hub. Without one a cut-off end is not seen." };
        return new Command("access-log", "Who read what at this station, when, and on what ground.")
        {
            config, file, from, to, user, organization, source, run, json, verify, head,
        }.Does((arguments, _) =>
        {
            var path = (arguments.GetValue(file), arguments.GetValue(config)) switch
            {
                ({ } named, null) => named,
                (null, { } settings) => Path.Combine(StationCommand.Load(settings).DataFolder, AccessLogReader.FileName),
                _ => throw new CommandFailure("Give either --config FILE or --file FILE."),
            };
            if (!File.Exists(path))
            {
                throw new CommandFailure($"There is no access log at {path}. The agent makes it when it starts for the first time.");
            }

            var wanted = new Filter(
                Begin(arguments.GetValue(from)), End(arguments.GetValue(to)), arguments.GetValue(user), arguments.GetValue(organization), arguments.GetValue(source), arguments.GetValue(run));
            try
            {
                return Task.FromResult(
                    arguments.GetValue(verify) ? Verify(path, arguments.GetValue(head), arguments.GetValue(json))
                    : arguments.GetValue(json) ? List(path, wanted)
                    : Show(path, wanted));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandFailure($"{path} cannot be read: {e.Message}", e);
            }
        });
    }

    private static int Verify(string path, string? noted, bool json)
    {
        AccessLogReport report;
        try
        {
            report = AccessLogReader.Verify(path, noted is null ? null : AccessHead.Parse(noted));
        }
        catch (FormatException e)
        {
            throw new CommandFailure($"--head: {e.Message}", e);
        }

        if (json)
        {
            Console.WriteLine(StationJson.Of(new { Verified = report.Wrong is null, report.Good, Head = report.Head.ToString(), report.Interrupted, report.Wrong, report.Why }));
            return report.Wrong is null ? 0 : 1;
        }

        foreach (var line in report.Interrupted)
        {
            Console.WriteLine($"Line {line} was cut off by a crash; no entry is missing because of it, as nothing was started before its entry was on disk.");
        }

        if (report.Wrong is { } wrong)
        {
            Console.WriteLine($"Not verified: entry {wrong} is wrong: {report.Why}.");
            Console.WriteLine(report.Good == 0 ? "No entry before it can be relied on." : $"The {report.Good} entries before it are as they were written.");
            return 1;
        }

        Console.WriteLine($"Verified: {report.Good} entries, none changed.");
        Console.WriteLine($"Head: {report.Head}");
        Console.WriteLine(noted is null
            ? "Whether entries are missing at its end is told by a head noted elsewhere: --head, with the node's access_log as the hub shows it."
            : $"It has reached the head that was noted ({noted.Split(':')[0]} entries), so nothing up to there is missing.");
        return 0;
    }

    private static int List(string path, Filter wanted)
    {
        foreach (var record in AccessLogReader.Read(path).Where(wanted.Has))
        {
            Console.WriteLine(record.ToLine());
        }

        return 0;
    }

    private static int Show(string path, Filter wanted)
    {
        // What was read and how that ended are two entries, and one line here.
        var ends = new Dictionary<(int?, int?, string?), AccessRecord>();
        var begins = new List<AccessRecord>();
        foreach (var record in AccessLogReader.Read(path))
        {
            if (record.Event == AccessEvents.Ended)
            {
                ends[(record.Run, record.Attempt, record.Source)] = record;
            }
            else if (record.Event != AccessEvents.Interrupted && wanted.Has(record))
            {
                begins.Add(record);
            }
        }

        if (begins.Count == 0)
        {
            Console.WriteLine("Nothing was read or refused that fits.");
            return 0;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("Time (UTC)", "User", "Org.", "Source", "Run", "Image", "Basis", "Outcome");
        foreach (var r in begins)
        {
            var outcome = r.Event == AccessEvents.Refused ? "refused"
                : ends.TryGetValue((r.Run, r.Attempt, r.Source), out var end) ? string.Create(CultureInfo.InvariantCulture, $"{end.Outcome} after {(end.At - r.At).TotalSeconds:0.0} s")
                : "not ended";
            string?[] cells =
            [
                r.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), $"{r.User}", $"{r.Organization}",
                r.Query is null ? r.Source : $"{r.Source}: {r.Query}", r.Attempt == 1 ? $"{r.Run}" : $"{r.Run} (attempt {r.Attempt})",
                Digest(r), r.Basis, outcome,
            ];
            table.AddRow([.. cells.Select(c => new Text(c ?? ""))]);
        }

        Consoles.Output.Write(table);
        return 0;
    }

    // As much of it as tells images apart; --json has it whole.
    private static string Digest(AccessRecord record) =>
        record.Digest is { } digest && digest.IndexOf("sha256:", StringComparison.Ordinal) is >= 0 and var at
            ? $"{record.Image?.Split('@')[0]} {digest[at..Math.Min(digest.Length, at + 19)]}"
            : record.Image ?? "";

    private static Option<string?> Moment(string name, string description) => new(name) { Description = description };

    private static DateTimeOffset? Begin(string? text) => text is null ? null : Parse("--from", text).At;

    private static DateTimeOffset? End(string? text) => text is null ? null : Parse("--to", text) is (var at, true) ? at.AddDays(1) : Parse("--to", text).At;

    private static (DateTimeOffset At, bool IsDay) Parse(string option, string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? (day, true)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? (at, false)
        : throw new CommandFailure($"{option} is a day such as 2026-11-03 or a time such as 2026-11-03T14:00:00Z, not '{text}'.");

    private sealed record Filter(DateTimeOffset? From, DateTimeOffset? To, int? User, int? Organization, string? Source, int? Run)
    {
        public bool Has(AccessRecord record) =>
            (From is null || record.At >= From) && (To is null || record.At < To) && (User is null || record.User == User)
            && (Organization is null || record.Organization == Organization) && (Source is null || record.Source == Source) && (Run is null || record.Run == Run);
    }
}
