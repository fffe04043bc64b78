using System.Net.Sockets;
using System.Text.Json.Nodes;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Cluster;

/// <summary>
/// What <c>deploy/compose.yaml</c> describes, of Debian's packages: PostgreSQL, silos with the same secrets, haproxy in front of them, a
/// station that knows only haproxy, and people who do the same.
/// </summary>
internal sealed class Installation : IAsyncDisposable
{
    private static readonly string[] BehindHaproxy = ["--trusted-proxies", "127.0.0.1"];

    private readonly PostgresDatabase _database;
    private readonly Federation _federation;
    private readonly List<HubUser> _users = [];
    private HubUser? _root;

    private Installation(PostgresDatabase database, Federation federation, IReadOnlyList<HubProcess> silos, Haproxy proxy)
    {
        (_database, _federation, Silos, Proxy) = (database, federation, silos, proxy);
        Station = new StationProcess(
            Path.Combine(Path.GetDirectoryName(federation.Hub.Folder)!, "station"), proxy.Address, federation.Keys[0],
            Path.Combine(Path.GetDirectoryName(federation.Hub.Folder)!, "hospital-0", "patients.csv"), Federation.ProcessRuntime);
    }

    /// <summary>Three of them, of which two run.</summary>
    public IReadOnlyList<HubProcess> Silos { get; }

    public Haproxy Proxy { get; }

    public StationProcess Station { get; }

    public int Collaboration => _federation.Collaboration;

    public int Organisation => _federation.Organisations[0];

    /// <param name="newer">The silo that does not run at first is of a newer version, which keeps other lists.</param>
    public static async Task<Installation> Start(bool newer = false)
    {
        var database = await PostgresDatabase.Create();
        var federation = await Federation.Prepare(folder => Silo(folder, database));
        var folder = federation.Hub.Folder;
        HubProcess[] silos = [federation.Hub, Silo(folder, database), newer ? NewerSilo(folder, database) : Silo(folder, database)];
        var installation = new Installation(database, federation, silos, new Haproxy([.. silos.Select(silo => silo.Address)]));
        try
        {
            await silos[1].Serve();
            await installation.Proxy.Serve();
            installation.Station.Start();
            return installation;
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    /// <summary>Somebody who signs in through haproxy.</summary>
    public async Task<HubUser> Researcher()
    {
        var user = await HubUser.SignIn(Proxy.Address, "alice", Federation.Password);
        _users.Add(user);
        return user;
    }

    /// <summary>
    /// What the hub says about its silos, by their addresses, of one that was started again in its latest life; asked through haproxy. Nothing while
    /// it cannot be asked.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, JsonNode>> Status()
    {
        var status = new Dictionary<string, JsonNode>();
        foreach (var silo in (await Ask("hub/silos"))?["silos"]!.AsArray() ?? [])
        {
            // They are told by their start.
            status[((string)silo!["address"]!).TrimEnd('/')] = silo;
        }

        return status;
    }

    /// <summary>The two silos that run at first serve again, and one of them has the station's feed.</summary>
    public async Task Whole()
    {
        foreach (var silo in Silos.Take(2).Where(silo => silo.HasExited))
        {
            await silo.Serve();
        }

        await Eventually.Get(
            async () => await Status() is { } status
                && Silos.Take(2).All(silo => status.GetValueOrDefault(silo.Address.ToString().TrimEnd('/')) is { } seen && (string)seen["state"]! == "serving")
                    ? "both"
                    : null,
            TimeSpan.FromSeconds(60), () => $"two silos that serve.\n{Outputs()}");
        await SiloOfStation();
    }

    /// <summary>Who holds a duty.</summary>
    public Task<HubProcess> HolderOf(string duty) => Eventually.Get(
        async () => (await Status()).FirstOrDefault(silo => silo.Value["duties"]!.AsArray().Any(held => (string)held! == duty)).Key is { } address
            ? Silos.Single(silo => silo.Address == new Uri(address))
            : null,
        TimeSpan.FromSeconds(60), () => $"who holds {duty}.\n{Outputs()}");

    /// <summary>The runs of these tasks have ended as completed, each once.</summary>
    public async Task EveryTaskEndsOnce(IReadOnlyList<int> tasks)
    {
        using var reader = await HubUser.SignIn(Proxy.Address, "root", HubProcess.RootPassword);
        foreach (var task in tasks)
        {
            var run = await Eventually.Get(
                async () => (await reader.TryGet($"run?task_id={task}"))?["data"]!.AsArray().Single() is { } seen && (string)seen["status"]! == "completed"
                    ? seen
                    : null,
                TimeSpan.FromSeconds(60), () => $"the end of task {task}.\n{Outputs()}");
            Assert.Equal(1, (await EventsOf($"run-{(int)run["id"]!}")).Count(name => name == "run.ended/2"));
        }
    }

    /// <summary>Asks the database behind the silos' backs.</summary>
    public Task<object?> Query(string sql) => _database.Query(sql);

    /// <summary>The whole log, held against its proofs by the command line.</summary>
    public async Task LogIsVerified()
    {
        var verified = await CommandLine.Run(TimeSpan.FromMinutes(1), "log", "verify", "--database", _database.ConnectionString);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
    }

    /// <summary>The names of a stream's events, oldest first.</summary>
    public async Task<IReadOnlyList<string>> EventsOf(string stream) =>
        [.. (await Answer($"audit/streams/{stream}/events"))["events"]!.AsArray().Select(e => (string)e!["name"]!)];

    public async Task<JsonNode?> StatusOf(HubProcess silo) =>
        (await Status()).GetValueOrDefault(silo.Address.ToString().TrimEnd('/'));

    /// <summary>The stream of the station's node.</summary>
    public async Task<string> Node() =>
        $"node-{(await Answer($"node?organization_id={Organisation}"))["data"]!.AsArray().Single()!["id"]}";

    /// <summary>The silo that serves the station's feed.</summary>
    public Task<HubProcess> SiloOfStation() => Eventually.Get(
        async () =>
        {
            var status = await Status();
            return Silos.FirstOrDefault(silo =>
                status.GetValueOrDefault(silo.Address.ToString().TrimEnd('/')) is { } seen && (string)seen["state"]! == "serving" && (int)seen["nodes"]! == 1);
        },
        TimeSpan.FromSeconds(60), () => $"a silo with the station's feed.\n{Outputs()}");

    public string Outputs() => string.Join('\n', Silos.Select((silo, i) => $"Silo {i + 1} said:\n{silo.Output}"))
        + $"\nhaproxy said:\n{Proxy.Output}\nThe station said:\n{Station.Output}";

    public async ValueTask DisposeAsync()
    {
        _users.ForEach(user => user.Dispose());
        await Station.DisposeAsync();
        await Proxy.DisposeAsync();
        foreach (var silo in Silos.Skip(1))
        {
            await silo.DisposeAsync();
        }

        await _federation.DisposeAsync();
        await _database.DisposeAsync();
    }

    private Task<JsonNode> Answer(string path) => Eventually.Get(() => Ask(path), TimeSpan.FromSeconds(60), () => $"an answer to {path}.\n{Outputs()}");

    private async Task<JsonNode?> Ask(string path)
    {
        if (_root is null)
        {
            _root = await HubUser.SignIn(Proxy.Address, "root", HubProcess.RootPassword);
            _users.Add(_root);
        }

        try
        {
            using var answer = await _root.Send(HttpMethod.Get, path, null);
            return answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync()) : null;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException)
        {
            return null;
        }
    }

    private static HubProcess Silo(string folder, PostgresDatabase database) =>
        new(folder, database.ConnectionString) { Arguments = BehindHaproxy };

    private static HubProcess NewerSilo(string folder, PostgresDatabase database) =>
        new(folder, database.ConnectionString)
        {
            Arguments = BehindHaproxy,
            Program = typeof(NewerHub).Assembly.Location,
            Role = NewerHub.Role,
            // Its lists are made anew while others write and read.
            StartsWithin = TimeSpan.FromMinutes(2),
        };
}
