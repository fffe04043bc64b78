using System.Globalization;
using System.Text.Json;
using Plugin.Cli.Terminal;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.ReadModels.Replay;
using Spectre.Console;

namespace Plugin.Cli.Replay;

/// <summary><c>plugin replay run-12 --who-could-see</c>.</summary>
internal static class ReadersCommand
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task Show(IEventLog log, string stream, AsOf asOf, bool json, CancellationToken cancellationToken)
    {
        if (stream.Split('-') is not ["run", var number] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            throw new CommandFailure($"--who-could-see is about the result of a run, such as run-12, not about {stream}.");
        }

        try
        {
            var readers = await RunReaders.Of(log, new RunId(id), asOf, cancellationToken)
                ?? throw new CommandFailure($"There is no {stream} in this log.");
            if (json)
            {
                Console.WriteLine(Json(readers));
            }
            else
            {
                Write(Consoles.Output, readers);
            }
        }
        catch (UnknownEventException e)
        {
            throw new CommandFailure(e.Message, e);
        }
    }

    // With the names that the hub's audit route has.
    private static string Json(RunReaders readers) => JsonSerializer.Serialize(
        new
        {
            Run = readers.Run.Value,
            Task = readers.Task.Value,
            readers.Position,
            CouldSee = readers.CouldSee.Select(reader => new
            {
                reader.Who,
                Organization = reader.Organisation.Value,
                Rule = reader.Rule.Id,
                reader.Roles,
            }),
            DidRead = readers.DidRead,
        },
        Readable);

    private static void Write(IAnsiConsole console, RunReaders readers)
    {
        var could = new Table().Border(TableBorder.Simple).AddColumns("Could see it", "Of", "By rule", "Held through");
        foreach (var reader in readers.CouldSee)
        {
            could.AddRow(
                Markup.Escape(reader.Who), Markup.Escape($"{reader.Organisation}"), Markup.Escape(Words(reader.Rule)),
                Markup.Escape(reader.Roles.Count > 0 ? string.Join(", ", reader.Roles) : "the rule itself"));
        }

        var did = new Table().Border(TableBorder.Simple).AddColumns("Did read of its task", "Position", "Time (UTC)", "By rule");
        foreach (var read in readers.DidRead)
        {
            did.AddRow(
                Markup.Escape(read.Who), Markup.Escape($"{read.Position}"), Markup.Escape($"{read.At.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}"),
                Markup.Escape($"{read.Rule}"));
        }

        console.WriteLine($"{readers.Run} of {readers.Task}, as of position {readers.Position}");
        console.Write(could);
        console.Write(did);
    }

    private static string Words(Domain.Access.Rule rule) =>
        $"{rule.Id} ({rule.Operation} {rule.Resource}, {rule.Scope})".ToLowerInvariant();
}
