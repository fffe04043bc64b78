using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Plugin.EventLog;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Erasing;

/// <summary>A person and a task at a real hub: after their erasure nothing of them is found anywhere, and the log still verifies.</summary>
public sealed class What_is_erased
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The words of the federation's researcher and of a task; none is part of another text.
    private static readonly string[] OfPerson = ["alice@north.example", "\"alice\""];
    private static readonly string[] OfTask = ["Zwanenzang-question", "Omschrijving-van-Jansen", "Quitte-cause", "Ergebnis-result", "Journaal-log", Base64("Vraag-input")];

    [Fact]
    public async Task Leaves_no_trace_in_a_SQLite_hub()
    {
        await using var federation = await Federation.Prepare();
        var keys = await Erase(federation, new DataFolder(federation.Hub.Folder));

        AssertNoTrace(await Files(federation.Hub.Folder), [.. OfTask, "alice@north.example", .. keys]);

        await federation.Hub.Kill();
        var verified = await CommandLine.Run(Patience, "log", "verify", "--data", federation.Hub.Folder);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
        Assert.Equal(0, (await CommandLine.Run(Patience, "rebuild", "--data", federation.Hub.Folder)).ExitCode);
        AssertNoTrace(await Files(federation.Hub.Folder), [.. OfTask, "alice@north.example", .. keys]);

        await federation.Hub.Serve();
        File.Delete(Path.Combine(federation.Hub.Folder, "secrets", "erasures"));
        await federation.Hub.Kill();
        federation.Hub.Start();
        Assert.Equal(1, await federation.Hub.Exit(Patience));
        Assert.Contains("is missing: restore its newest copy", federation.Hub.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_no_trace_in_what_PostgreSQL_keeps_of_names_and_keys()
    {
        await using var database = await PostgresDatabase.Create();
        await using var federation = await Federation.Prepare(database: database.ConnectionString);
        var keys = await Erase(federation, new Database(database.ConnectionString));

        await database.Query("checkpoint");
        foreach (var trace in (string[])[.. OfTask, "alice@north.example", .. keys])
        {
            Assert.Null(await database.Query($"""
                select string_agg(c.oid::regclass::text, ', ')
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'i', 't') and n.nspname in ('vault', 'read', 'log')
                    and position('\x{Convert.ToHexString(Encoding.Latin1.GetBytes(trace))}'::bytea in pg_read_binary_file(pg_relation_filepath(c.oid))) > 0
                """) as string);
        }

        var verified = await CommandLine.Run(Patience, "log", "verify", "--database", database.ConnectionString);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
    }

    /// <summary>A task with results, its retention after no day at all, and its researcher's erasure. Answers the destroyed keys.</summary>
    private static async Task<string[]> Erase(Federation federation, StoreLocation location)
    {
        var (task, run) = await Ended(federation);
        var user = (int)(await federation.Root.Get("user?username=alice"))["data"]![0]!["id"]!;
        var keys = await Keys(location, $"user-{user}", $"task-{task}");
        Assert.Equal(2, keys.Length);
        Assert.Contains("Quitte-cause", (await federation.Root.Get($"audit/streams/run-{run}/state")).ToJsonString(), StringComparison.Ordinal);

        using (var set = await federation.Root.Send(
            HttpMethod.Put, $"erasure/retention/collaborations/{federation.Collaboration}", Json("""{"days":0,"texts":true}""")))
        {
            Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        }

        await Eventually.Get(
            async () => (string?)(await federation.Root.Get($"task/{task}"))["name"] == "" ? "erased" : null, Patience,
            () => $"the erasure of task {task}. The hub said:\n{federation.Hub.Output}");
        Assert.Equal("", (string?)(await federation.Root.Get($"result/{run}"))["result"]);
        Assert.Equal("", (string?)(await federation.Root.Get($"run/{run}"))["input"]);

        var erased = await CommandLine.RunAs(
            HubProcess.RootPassword, Patience, "person", "erase", "alice", "--hub", new Uri(federation.Hub.Address, "api").ToString(), "--as", "root");
        Assert.True(erased.ExitCode == 0, erased.Output + erased.Errors);
        Assert.Equal($"User {user} is erased.\n", erased.Output);

        using (var gone = await federation.Researcher.Send(HttpMethod.Get, $"task/{task}", null))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, gone.StatusCode);
        }

        var told = new StringBuilder();
        foreach (var path in (string[])
            ["user", "task", "run", $"audit/streams/user-{user}/state", $"audit/streams/task-{task}/state", $"audit/streams/run-{run}/state", "audit/log?limit=1000"])
        {
            told.Append(await federation.Root.TryGet(path));
        }

        AssertNoTrace(told.ToString(), [.. OfTask, .. OfPerson]);
        var history = (await federation.Root.Get($"audit/tasks/{task}/events?limit=1000"))["events"]!.AsArray();
        Assert.Contains(history, e => (string?)e!["name"] == "task.contents_erased/1" && (string?)e["metadata"]!["actor"] == "duty:retention" && (int?)e["data"]!["after_days"] == 0);
        return keys;
    }

    private static async Task<string[]> Keys(StoreLocation location, params string[] owners)
    {
        await using var store = await location.Look(TimeProvider.System, CancellationToken.None);
        return [.. (await store.Vault.ReadMany(VaultWrite.SealKey, owners, CancellationToken.None)).Values.Select(key => Encoding.Latin1.GetString(key.Span))];
    }

    private static void AssertNoTrace(string where, IEnumerable<string> traces) =>
        Assert.Equal([], traces.Where(trace => where.Contains(trace, StringComparison.Ordinal)));

    private static async Task<string> Files(string folder)
    {
        var all = new StringBuilder();
        foreach (var path in Directory.EnumerateFiles(folder, "plugin.db*").Where(path => !path.EndsWith(".owner", StringComparison.Ordinal)))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes);
            all.Append(Encoding.Latin1.GetString(bytes));
        }

        return all.ToString();
    }

    /// <summary>A task of one run that a station has claimed, started and completed in its own words.</summary>
    private static async Task<(int Task, int Run)> Ended(Federation federation)
    {
        var task = (int)(await federation.Researcher.Post("task", JsonNode.Parse($$"""
            {"name":"Zwanenzang-question","description":"Omschrijving-van-Jansen","image":"{{Federation.Image}}",
            "collaboration_id":{{federation.Collaboration}},"databases":[{"label":"default"}],
            "organizations":[{"id":{{federation.Organisations[0]}},"input":"{{Base64("Vraag-input")}}"}]}
            """)!))["id"]!;
        var run = (await federation.RunsOf(task))[0];
        using var node = new HttpClient { BaseAddress = new Uri(federation.Hub.Address, "api/") };
        var token = await Post(node, "token/node", $$"""{"api_key":"{{federation.Keys[0]}}"}""");
        node.DefaultRequestHeaders.Authorization = new("Bearer", (string)token!["access_token"]!);
        await Post(node, "station/session", """{"session":"session-of-the-test","version":"1","facts":[]}""");
        await Post(node, $"station/runs/{run}/claim", """{"session":"session-of-the-test"}""");
        await Post(node, $"station/runs/{run}/report", """{"attempt":1,"state":"active"}""");
        await Post(
            node, $"station/runs/{run}/report",
            """{"attempt":1,"state":"completed","cause":"Quitte-cause","result":"Ergebnis-result","log":"Journaal-log"}""");
        return (task, run);
    }

    private static async Task<JsonNode?> Post(HttpClient http, string path, string json)
    {
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), Json(json));
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return response.StatusCode == HttpStatusCode.NoContent ? null : await response.Content.ReadFromJsonAsync<JsonNode>();
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
