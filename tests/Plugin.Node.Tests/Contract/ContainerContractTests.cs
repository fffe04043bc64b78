using System.Text.RegularExpressions;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Configuration;
using Plugin.Node.Contract;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Contract;

/// <summary>What a container of an image whose user is nobody finds, where everything at the station belongs to somebody else.</summary>
public sealed partial class A_container_of_a_user(Engine engine) : OnEngine(engine)
{
    [Fact]
    public async Task Reads_what_its_task_asked_for_and_writes_only_what_is_its_own()
    {
        var cohort = Source("cohort", "cohort.csv", "csv", UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var folder = new DatabaseConfig("scans", Directory.CreateDirectory(Path.Combine(Scratch.Folder, "scans")).FullName, "folder", cohort.Env);
        File.WriteAllText(Path.Combine(folder.Uri, "one"), "");
        var other = Source("other", "other.csv", "csv", UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var run = Hub.Offer(
            5, Engine.UserImage, """
            d=/mnt/data/task-000000005
            {
              id -u
              cat /mnt/cohort.csv
              ls /mnt /mnt/scans
              head -c 2 $d/token
              for file in $d/input $d/token /mnt/cohort.csv /mnt/scans/two /mnt/data/x /x; do touch $file && echo "$file is writable"; done
              touch /mnt/tmp/x && echo "job folder is writable"
            } > /mnt/out/output 2>/dev/null
            printf 'caf\351\n'
            env
            """, null, new ClaimedDatabase("scans", "{}"), new ClaimedDatabase("cohort", "{}"), new ClaimedDatabase("cohort", "{}"));
        await using var station = Station(
            new LimitConfig(), [cohort, folder, other], new Dictionary<string, string> { ["MPLCONFIGDIR"] = "/mnt/tmp/plots", ["MINIMUM_GROUP_SIZE"] = "10" });

        await Hub.Until(() => run.Finished, "The run did not end");

        Assert.True(run.State == RunStatus.Completed, $"{run.State} {run.Cause} {run.Log}");
        Assert.Equal(
            """
            65534
            a
            1
            /mnt:
            cohort.csv
            data
            out
            scans
            tmp

            /mnt/scans:
            one
            eyjob folder is writable

            """, run.ResultText);
        var lines = run.Log!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("caf\uFFFD", lines[0]);
        var variables = lines.Skip(1).Select(line => line.Split('=', 2)).Where(v => v[0] is not ("SHLVL" or "PWD" or "_")).ToDictionary(v => v[0], v => v[1]);
        Assert.Equal(
            ["HOME", "HOSTNAME", "NUMBA_CACHE_DIR", "PATH", "XDG_CACHE_HOME"],
            variables.Where(v => !Encoded.IsMatch(v.Value)).Select(v => v.Key).Order(StringComparer.Ordinal));
        Assert.Equal(EnvironmentEncoding.Encode("scans,cohort,cohort"), variables["USER_REQUESTED_DATABASE_LABELS"]);
        Assert.Equal(EnvironmentEncoding.Encode("/mnt/tmp/plots"), variables["MPLCONFIGDIR"]);
        Assert.DoesNotContain(variables.Keys, name => name.StartsWith("OTHER", StringComparison.Ordinal) || name == "PKG_NAME");
    }

    [Fact]
    public async Task Ends_as_start_failed_when_the_engine_cannot_start_it()
    {
        var run = Hub.Offer(5, Engine.UserImage, "true");
        await using var station = Station(new LimitConfig { Gpus = ["no-such-gpu"] }, [], new Dictionary<string, string>());

        await Hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal((RunStatus.StartFailed, run.Cause), (run.State, run.Log));
        Assert.StartsWith("The container could not be started: ", run.Cause, StringComparison.Ordinal);
        await A_station_that_dies.Eventually(() => station.Journal.Entries().Count == 0, "The run was not cleaned up");
        Assert.Equal("[]", (await Containers.Containers(StationId)).Trim());
    }

    private TestStation Station(LimitConfig limits, IReadOnlyList<DatabaseConfig> databases, IReadOnlyDictionary<string, string> algorithmEnv) => new TestStation(
        Hub, Scratch, Runtime(limits), databases: databases, algorithmEnv: algorithmEnv).Run();

    // What the tools would decode: groups of eight from the alphabet, padded only at the end.
    [GeneratedRegex("^([A-Z2-7]{8})*([A-Z2-7]{2,7}!{1,6})?$")]
    private static partial Regex Encoded { get; }

    private DatabaseConfig Source(string label, string file, string type, UnixFileMode mode)
    {
        var path = Path.Combine(Scratch.Folder, file);
        File.WriteAllText(path, "a\n1\n");
        Durable.Mode(path, mode);
        return new DatabaseConfig(label, path, type, new Dictionary<string, string>());
    }
}
