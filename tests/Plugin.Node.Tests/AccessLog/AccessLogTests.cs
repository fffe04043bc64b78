using System.Security.Cryptography;
using System.Text;
using Plugin.Contracts.Station;
using Plugin.Node.AccessLog;
using Plugin.Node.Attempts;
using Plugin.Node.Runtimes;

namespace Plugin.Node.Tests.AccessLog;

public sealed class The_access_log : IDisposable
{
    private static readonly PreparedImage Image = new("sha256:1234", "plugin/algorithms@sha256:abcd");
    private static readonly DatabaseConfig Csv = new("default", "/data/cohort.csv", "csv", new Dictionary<string, string>());
    private static readonly DatabaseConfig Sql = new("omop", "postgresql://reader:secret@db/omop?sslmode=require&password=hidden", "sql", new Dictionary<string, string>());

    // In memory where there is a folder for that: what is tried here is not the disk.
    private readonly string _folder = Directory.CreateDirectory(
        Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"plugin-access-{Environment.ProcessId}")).FullName;

    private string File => Path.Combine(_folder, AccessLogReader.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Tells_who_read_what_on_which_ground_and_how_it_ended()
    {
        using (var log = Open())
        {
            log.Opened(Grant(33), Image, 2, [Of(Csv), Of(Sql, "select age from person")], "policies.allowed_images '.*'");
            log.Ended(Grant(33), "completed", "The algorithm ended with exit code 0.");
        }

        var records = AccessLogReader.Read(File).ToList();

        Assert.Equal(["read", "read", "ended", "ended"], records.Select(r => r.Event));
        Assert.Equal(
            (33, 1, 4, 1, "omop", "postgresql://db/omop?sslmode=require&password=…", "select age from person", "plugin/algorithms@sha256:abcd", "policies.allowed_images '.*'"),
            (records[1].Run, records[1].Attempt, records[1].User, records[1].Organization, records[1].Source, records[1].Location, records[1].Query, records[1].Digest, records[1].Basis));
        Assert.Equal(("completed", "The algorithm ended with exit code 0."), (records[3].Outcome, records[3].Cause));
        Assert.DoesNotContain("secret", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public void Is_a_chain_that_a_stranger_can_recompute()
    {
        Fill(3);

        var previous = new string('0', 64);
        foreach (var line in System.IO.File.ReadAllLines(File))
        {
            Assert.Contains($"\"previous\":\"{previous}\"", line, StringComparison.Ordinal);
            previous = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));
        }

        Assert.Equal(new AccessHead(6, previous), AccessLogReader.Verify(File, null).Head);
    }

    [Fact]
    public void Says_each_thing_of_an_attempt_once_also_after_a_restart()
    {
        for (var start = 0; start < 2; start++)
        {
            using var log = Open(33);
            log.Opened(Grant(33), Image, 2, [Of(Csv)], "rule");
            log.Opened(Grant(33), Image, 2, [Of(Csv)], "rule");
            log.Ended(Grant(33), "completed", "over");
            log.Ended(Grant(34), "completed", "was never opened");
            log.Refused(Grant(35), 2, "no such source");
            log.Refused(Grant(35), 2, "no such source");
        }

        // Of run 35 the second start was not told that it is unfinished.
        Assert.Equal(["33 read", "33 ended", "35 refused", "35 refused"], AccessLogReader.Read(File).Select(r => $"{r.Run} {r.Event}"));
    }

    [Fact]
    public void Goes_on_after_a_crash_at_any_byte()
    {
        Fill(2);
        var whole = System.IO.File.ReadAllBytes(File);
        var lines = System.IO.File.ReadAllLines(File).Select(l => l.Length + 1).ToArray();
        for (var length = 0; length <= whole.Length; length++)
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            using (var log = Open(1, 2, 3))
            {
                log.Opened(Grant(3), Image, 2, [Of(Csv)], "rule");
            }

            var report = AccessLogReader.Verify(File, null);
            var bytes = System.IO.File.ReadAllBytes(File);
            Assert.True(report.Wrong is null, $"cut at {length}: entry {report.Wrong}: {report.Why}");
            Assert.Equal(whole[..length], bytes[..length]);
            var (end, isWhole) = Cut(lines, length);
            Assert.Equal((length, isWhole ? end + 1 : end + 3), (length, (int)report.Head.Entry));
            Assert.Equal((length, isWhole ? 0 : 1), (length, report.Interrupted.Count));
        }

        static (int Lines, bool IsWhole) Cut(int[] lines, int length)
        {
            var (count, sum) = (0, 0);
            while (count < lines.Length && sum + lines[count] - 1 <= length)
            {
                sum += lines[count++];
            }

            return (count, sum >= length);
        }
    }

    [Theory]
    [InlineData("one character of entry 3 changed", 3, "it was changed")]
    [InlineData("the chain in entry 3 changed", 3, "it was changed")]
    [InlineData("entry 3 taken away", 3, "calls itself entry 4")]
    [InlineData("entries 3 and 4 exchanged", 3, "calls itself entry 4")]
    [InlineData("entry 3 made unreadable", 3, "cannot be read")]
    [InlineData("entry 1 taken away", 1, "calls itself entry 2")]
    [InlineData("the end cut off", 6, "the end was cut off")]
    [InlineData("the last entry changed", 6, "not the one that was noted")]
    public void Is_found_tampered_with_at_the_first_wrong_entry(string tampering, int first, string why)
    {
        Fill(3);
        var head = AccessLogReader.Verify(File, null).Head;
        var lines = System.IO.File.ReadAllLines(File).ToList();
        switch (tampering)
        {
            case "one character of entry 3 changed":
                lines[2] = lines[2].Replace("\"user\":4", "\"user\":5", StringComparison.Ordinal);
                break;
            case "the chain in entry 3 changed":
                lines[2] = lines[2].Replace(System.Text.Json.JsonDocument.Parse(lines[2]).RootElement.GetProperty("previous").GetString()!, new string('a', 64), StringComparison.Ordinal);
                break;
            case "entry 3 taken away":
                lines.RemoveAt(2);
                break;
            case "entries 3 and 4 exchanged":
                (lines[2], lines[3]) = (lines[3], lines[2]);
                break;
            case "entry 3 made unreadable":
                lines[2] = "{";
                break;
            case "entry 1 taken away":
                lines.RemoveAt(0);
                break;
            case "the end cut off":
                lines.RemoveAt(5);
                break;
            case "the last entry changed":
                lines[5] = lines[5].Replace("\"user\":4", "\"user\":5", StringComparison.Ordinal);
                break;
        }

        System.IO.File.WriteAllText(File, string.Join('\n', lines) + "\n");

        var report = AccessLogReader.Verify(File, head);

        Assert.Equal(first, report.Wrong);
        Assert.Equal(first - 1, report.Good);
        Assert.Contains(why, report.Why, StringComparison.Ordinal);
    }

    private static RequestedDatabase Of(DatabaseConfig source, string? query = null) => new(source, query, null, null);

    private static ClaimGranted Grant(int run) => Samples.Grant() with { RunId = run, Attempt = 1, InitUserId = 4, InitOrganizationId = 1, Databases = [new ClaimedDatabase("default", "{}")] };

    private AccessLogFile Open(params int[] unfinished) => new(File, unfinished.Select(run => new AttemptId(run, 1)).ToHashSet(), TimeProvider.System);

    private void Fill(int runs)
    {
        using var log = Open();
        for (var run = 1; run <= runs; run++)
        {
            log.Opened(Grant(run), Image, 2, [Of(Csv)], "rule");
            log.Ended(Grant(run), "completed", "The algorithm ended with exit code 0.");
        }
    }
}
