using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Restores;

/// <summary>The database is lost, and what comes back is a backup that is older than what stations and researchers have seen.</summary>
public sealed class A_hub_that_is_restored_to_the_past : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-restore-");
    private PostgresDatabase? _database;

    private string DataBackups => Path.Combine(_folder.FullName, "data");

    private string KeyBackups => Path.Combine(_folder.FullName, "keys");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Goes_on_as_the_next_generation_and_gives_nothing_a_second_time(string engine)
    {
        _database = engine == "PostgreSQL" ? await PostgresDatabase.Create() : null;
        await using var federation = await Federation.Start(Algorithm(), _database?.ConnectionString);
        var ended = await Ended(federation, await Submit(federation, "ends"));
        var open = await Submit(federation, "waits");
        await Started(federation, open);

        var (data, keys) = await Backup(federation);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "enough"), "");
        await Ended(federation, open);
        var lost = await Ended(federation, await Submit(federation, "ends"));
        var lastRun = (await federation.RunsOf(lost)).Max();

        // Its session is one that the restored hub has never heard of.
        await Restart(federation, federation.Stations[1]);
        await Lose(federation);
        await Restored(federation, data, keys);
        await federation.Hub.Serve();

        await Task.WhenAll(federation.Stations.Select(station => station.Wrote("may have been restored to the past", Patience)));
        await Ended(federation, open);
        foreach (var run in await federation.RunsOf(open))
        {
            var events = await federation.EventsOf(run);
            Assert.Equal(1, events.Count(name => name == "run.ended/2"));
            // The attempt that was known before the backup was lost with its report; the next one is of the new generation.
            Assert.Equal([1, 6], await Attempts(federation, run));
        }

        Assert.Equal(3, (await federation.Results(open)).Count);
        Assert.Equal(3, (await federation.Results(ended)).Count);
        Assert.DoesNotContain(
            lost, (await federation.Researcher.Get("task?per_page=100"))["data"]!.AsArray().Select(task => (int)task!["id"]!));

        var next = await Ended(federation, await Submit(federation, "ends"));
        Assert.True(next > lost, $"Task {next} follows lost task {lost}.");
        Assert.All(await federation.RunsOf(next), run => Assert.True(run > lastRun, $"Run {run} follows lost run {lastRun}."));
        await TheHistorySaysSo(federation);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Does_not_bring_back_who_was_erased_after_the_backup(string engine)
    {
        _database = engine == "PostgreSQL" ? await PostgresDatabase.Create() : null;
        await using var federation = await Federation.Prepare(database: _database?.ConnectionString);
        var bob = (int)(await federation.Root.Post("user", new JsonObject
        {
            ["username"] = "bob",
            ["email"] = "bob@north.example",
            ["password"] = "Password-of-bob-1!",
            ["firstname"] = "Barnabas",
            ["lastname"] = "North",
            ["organization_id"] = federation.Organisations[0],
            ["roles"] = new JsonArray(5),
            ["rules"] = new JsonArray(),
        }))["id"]!;
        var (data, keys) = await Backup(federation);
        await federation.Root.Post($"erasure/users/{bob}", new JsonObject());

        await Lose(federation);
        await Restored(federation, data, keys);
        var before = await Replayed();
        await federation.Hub.Serve();

        // The backup did have him: only the list of erasures, which does not go back, keeps him erased.
        Assert.Contains("Barnabas", before, StringComparison.Ordinal);
        Assert.DoesNotContain("Barnabas", await Replayed(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            bob, (await federation.Root.Get("user?per_page=100"))["data"]!.AsArray().Select(user => (int)user!["id"]!));
        var again = await federation.Root.Send(HttpMethod.Post, "token/user", JsonContent.Create(new { username = "bob", password = "Password-of-bob-1!" }));
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);

        async Task<string> Replayed() => (await CommandLine.Run(Patience, ["replay", $"user-{bob}", "--json", .. Store(federation)])).Output;
    }

    private async Task TheHistorySaysSo(Federation federation)
    {
        var generation = Assert.Single((await federation.Root.Get("audit/generations")).AsArray())!;
        Assert.Equal(("operator:alice", 2), ((string)generation["by"]!, (int)generation["generation"]!));
        Assert.EndsWith("/2", (string)generation["origin"]!, StringComparison.Ordinal);
        Assert.Contains("/1\n", (string)generation["last_known"]!, StringComparison.Ordinal);

        var verified = await CommandLine.Run(Patience, ["log", "verify", .. Store(federation)]);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
        Assert.Contains($"Generation 2 begins at position {generation["position"]}: opened ", verified.Output, StringComparison.Ordinal);
        Assert.Contains("by operator:alice.", verified.Output, StringComparison.Ordinal);

        var replayed = await CommandLine.Run(Patience, ["replay", "generation-2", "--json", .. Store(federation)]);
        Assert.Equal("The disk broke.", (string?)JsonNode.Parse(replayed.Output)!["state"]!["reason"]);
    }

    private async Task<(string Data, string Keys)> Backup(Federation federation)
    {
        var made = await CommandLine.Script(
            Patience, "backup.sh", [.. Store(federation), .. Secrets(federation), "--to", DataBackups, "--keys-to", KeyBackups]);
        Assert.True(made.ExitCode == 0, made.Output + made.Errors);
        var files = made.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([files[0]], Directory.GetFiles(DataBackups));
        Assert.Equal([files[1]], Directory.GetFiles(KeyBackups));
        // Her first name is sealed in the log, and in clear in the lists.
        Assert.Equal(-1, (await File.ReadAllBytesAsync(files[0])).AsSpan().IndexOf("Alice"u8));
        return (files[0], files[1]);
    }

    private static async Task Restart(Federation federation, StationProcess station)
    {
        var before = await Sessions();
        await station.Kill();
        station.Start();
        await Eventually.Get(
            async () => await Sessions() > before ? "new" : null, Patience, () => $"a new session of the station that was started again.\n{station.Output}");

        async Task<int> Sessions() => (await federation.Root.Get("audit/log?limit=1000"))["events"]!.AsArray()
            .Count(e => (string)e!["name"]! == "node.came_online/1");
    }

    private async Task Lose(Federation federation)
    {
        using var signed = await federation.Root.Send(HttpMethod.Post, "audit/checkpoint", null);
        signed.EnsureSuccessStatusCode();
        await federation.Hub.Kill();
        if (_database is not null)
        {
            await _database.Empty();
            return;
        }

        foreach (var file in Directory.GetFiles(federation.Hub.Folder, "plugin.db*"))
        {
            File.Delete(file);
        }
    }

    private async Task Restored(Federation federation, string data, string keys)
    {
        var restored = await CommandLine.Script(
            Patience, "restore.sh",
            [
                "--backup", data, "--keys", keys, .. Store(federation), .. Secrets(federation), "--by", "alice", "--reason", "The disk broke.",
            ]);
        Assert.True(restored.ExitCode == 0, restored.Output + restored.Errors);
        Assert.Contains("events are known to be lost", restored.Output, StringComparison.Ordinal);
    }

    private string[] Store(Federation federation) =>
        _database is null ? ["--data", federation.Hub.Folder] : ["--database", _database.ConnectionString];

    private static string[] Secrets(Federation federation) => ["--secrets", Path.Combine(federation.Hub.Folder, "secrets")];

    /// <summary>Ends at once, or not before the backup is made.</summary>
    private string Algorithm() => ScriptedAlgorithm.Runtime(_folder.FullName, $$"""
        case "$(cat "$in")" in *waits*) {{ScriptedAlgorithm.WaitFor(_folder.FullName, "enough")}} ;; esac
        echo '{}' > "$out"
        """);

    private static Task<int> Submit(Federation federation, string method) => federation.Researcher.Submit(
        federation.Collaboration, Federation.Image, new JsonObject { ["method"] = method }, federation.Organisations, "default");

    private static async Task<int> Ended(Federation federation, int task)
    {
        var status = await federation.Finished(task, Patience);
        Assert.True(status == "completed", $"Task {task} is {status}: {await federation.Researcher.Get($"run?task_id={task}")}");
        return task;
    }

    private static async Task Started(Federation federation, int task)
    {
        foreach (var run in await federation.RunsOf(task))
        {
            await Eventually.Get(
                async () => (await federation.EventsOf(run)).Contains("run.started/1") ? "started" : null, Patience, () => $"the start of run {run}");
        }
    }

    private static async Task<IEnumerable<int>> Attempts(Federation federation, int run) =>
        (await federation.Root.Get($"audit/streams/run-{run}/events"))["events"]!.AsArray()
            .Where(e => (string)e!["name"]! == "run.claimed/1").Select(e => (int)e!["data"]!["attempt"]!);
}
