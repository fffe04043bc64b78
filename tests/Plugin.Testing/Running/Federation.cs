using System.Text.Json.Nodes;

namespace Plugin.Testing.Running;

/// <summary>
/// A hub and three hospitals as real processes on loopback, with the sample data split over them by <c>pid mod 3</c>, and a researcher signed in.
/// </summary>
public sealed class Federation : IAsyncDisposable
{
    /// <summary>Our own algorithms, which the process runtime runs without an engine.</summary>
    public const string Image = "plugin/algorithms:0.1.0";

    public const string Password = "Researcher-1!";

    private Federation(HubProcess hub) => Hub = hub;

    public HubProcess Hub { get; }

    public List<StationProcess> Stations { get; } = [];

    public List<int> Organisations { get; } = [];

    /// <summary>The nodes' keys, for a test or a benchmark that plays a station itself.</summary>
    public List<string> Keys { get; } = [];

    public int Collaboration { get; private set; }

    public HubUser Root { get; private set; } = null!;

    public HubUser Researcher { get; private set; } = null!;

    public static string ProcessRuntime =>
        $"kind: process\nalgorithms: {Repository.Program("src", "Plugin.Algorithms")}";

    /// <summary>Everything registered and the hub serving; stations are made but not started.</summary>
    public static Task<Federation> Prepare(string? runtime = null, string? database = null) =>
        Prepare(folder => new HubProcess(folder, database), runtime);

    /// <param name="hub">Makes the hub for a folder.</param>
    public static async Task<Federation> Prepare(Func<string, HubProcess> hub, string? runtime = null)
    {
        var folder = Directory.CreateTempSubdirectory("plugin-acceptance-").FullName;
        var federation = new Federation(hub(Path.Combine(folder, "hub")));
        try
        {
            await federation.Settle(folder, runtime ?? ProcessRuntime);
            return federation;
        }
        catch
        {
            await federation.DisposeAsync();
            throw;
        }
    }

    /// <summary>Prepared, and all stations running.</summary>
    public static async Task<Federation> Start(string? runtime = null, string? database = null)
    {
        var federation = await Prepare(runtime, database);
        federation.Stations.ForEach(station => station.Start());
        return federation;
    }

    /// <summary>The run's own events, oldest first, read from the audit route.</summary>
    public async Task<IReadOnlyList<string>> EventsOf(int run) =>
        [.. (await Root.Get($"audit/streams/run-{run}/events"))["events"]!.AsArray().Select(e => (string)e!["name"]!)];

    public async Task<IReadOnlyList<int>> RunsOf(int task) =>
        [.. (await Root.Get($"run?task_id={task}&per_page=100&sort=id"))["data"]!.AsArray().Select(run => (int)run!["id"]!)];

    /// <summary>The task's status once it is final.</summary>
    public Task<string> Finished(int task, TimeSpan within) => Eventually.Get(
        async () => (string?)(await Researcher.TryGet($"task/{task}/status"))?["status"] is { } status
            && status is not ("pending" or "initializing" or "active")
                ? status
                : null,
        within,
        () => $"the end of task {task}.\n{Outputs()}");

    public async Task<IReadOnlyList<JsonNode>> Results(int task) =>
        [.. (await Researcher.Get($"result?task_id={task}&per_page=100"))["data"]!.AsArray()
            .Select(result => JsonNode.Parse(Convert.FromBase64String((string)result!["result"]!))!)];

    public async ValueTask DisposeAsync()
    {
        foreach (var station in Stations)
        {
            await station.DisposeAsync();
        }

        await Hub.DisposeAsync();
        Root?.Dispose();
        Researcher?.Dispose();
        await Folders.Remove(Path.GetDirectoryName(Hub.Folder)!);
    }

    private string Outputs() =>
        $"The hub said:\n{Hub.Output}\n" + string.Join('\n', Stations.Select((s, i) => $"Station {i} said:\n{s.Output}"));

    private async Task Settle(string folder, string runtime)
    {
        await Hub.Serve();
        Root = await HubUser.SignIn(Hub, "root", HubProcess.RootPassword);
        foreach (var name in (string[])["North", "South", "West"])
        {
            Organisations.Add((int)(await Root.Post("organization", new JsonObject { ["name"] = name }))["id"]!);
        }

        Collaboration = (int)(await Root.Post("collaboration", new JsonObject
        {
            ["name"] = "Oncology",
            ["encrypted"] = false,
            ["organization_ids"] = new JsonArray([.. Organisations.Select(id => JsonValue.Create(id))]),
        }))["id"]!;
        // Researcher, and Collaboration Admin so that they may kill.
        await Root.Post("user", new JsonObject
        {
            ["username"] = "alice",
            ["email"] = "alice@north.example",
            ["password"] = Password,
            ["firstname"] = "Alice",
            ["lastname"] = "North",
            ["organization_id"] = Organisations[0],
            ["roles"] = new JsonArray(5, 7),
            ["rules"] = new JsonArray(),
        });
        Researcher = await HubUser.SignIn(Hub, "alice", Password);
        var lines = await File.ReadAllLinesAsync(Repository.SampleData);
        for (var hospital = 0; hospital < Organisations.Count; hospital++)
        {
            var node = await Root.Post("node", new JsonObject
            {
                ["collaboration_id"] = Collaboration,
                ["organization_id"] = Organisations[hospital],
                ["name"] = $"node {hospital}",
            });
            var own = Path.Combine(folder, $"hospital-{hospital}");
            Directory.CreateDirectory(own);
            var data = Path.Combine(own, "patients.csv");
            await File.WriteAllLinesAsync(
                data, lines.Where((line, i) => i == 0 || int.Parse(line.Split(',')[0]) % Organisations.Count == hospital));
            Keys.Add((string)node["api_key"]!);
            Stations.Add(new StationProcess(own, Hub.Address, Keys[^1], data, runtime));
        }
    }
}
