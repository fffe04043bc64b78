using System.Net;
using System.Net.Sockets;
using Plugin.Cli.Terminal;
using Plugin.Client;

namespace Plugin.Cli.Demo;

/// <summary>A hub and the hospitals' stations as processes on this machine.</summary>
/// <param name="database">The hub's PostgreSQL database; null: SQLite in the folder.</param>
internal sealed class LocalFederation(Programs programs, string folder, string? database, Action<Step> show, TimeProvider clock) : IDisposable
{
    private const string ApiPath = "/api";
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(10);
    private readonly List<Child> children = [];

    public HubAddress Address { get; } = HubAddress.Parse($"http://127.0.0.1:{FreePort()}", ApiPath);

    public IReadOnlyList<DemoProcess> Processes => [.. children.Select(child => new DemoProcess(child.Name, child.Id, child.Command, child.Log))];

    public HubConnection Connect(DemoUser user) =>
        new(HubHttp.Create(Address), Address, new Credentials.User(user.Username, user.Password), clock, Random.Shared.NextDouble);

    public void RequireAlive() => children.ForEach(child => child.RequireAlive());

    /// <param name="rootPassword">Counts only at a hub that is still empty.</param>
    public async Task StartHub(string rootPassword, CancellationToken cancellationToken)
    {
        show(new Step("hub", "starting", 0, 0, false));
        string[] store = database is null ? ["--data", folder] : ["--database", database, "--secrets", Path.Combine(folder, "secrets")];
        children.Add(Child.Start(
            "hub", Path.Combine(folder, "hub.log"), ["dotnet", programs.Hub, "--urls", Address.Url.GetLeftPart(UriPartial.Authority), .. store],
            new Dictionary<string, string> { ["PLUGIN_ROOT_PASSWORD"] = rootPassword }));
        using var http = HubHttp.Create(Address);
        await Until("The hub did not answer", async () =>
        {
            try
            {
                using var answer = await http.GetAsync(Address.Of("version"), cancellationToken);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, cancellationToken);
        show(new Step("hub", $"answers at {Address.Of("")}", 1, 1, true));
    }

    public async Task StartStations(DemoFile file, DemoRuntime runtime, CancellationToken cancellationToken)
    {
        await Hospitals.Split(programs.Sample, folder, cancellationToken);
        for (var i = 0; i < file.Nodes.Count; i++)
        {
            var config = await StationFile.Write(folder, i, Address, file.Nodes[i].ApiKey, runtime, programs, cancellationToken);
            children.Add(Child.Start(
                file.Nodes[i].Name, Path.Combine(Hospitals.Folder(folder, i), "station.log"),
                ["dotnet", programs.Station, "--config", config], new Dictionary<string, string>()));
        }

        using var root = Connect(file.User(Settlement.RootRole));
        var hub = new HubClient(root);
        await Until("Not all stations came online", async () =>
        {
            var online = 0;
            foreach (var node in file.Nodes)
            {
                online += (await hub.Node(node.Id, cancellationToken)).Status == "online" ? 1 : 0;
            }

            var isReady = online == file.Nodes.Count;
            var how = runtime == DemoRuntime.Docker ? "containers" : "processes";
            show(new Step("stations", $"{online} of {file.Nodes.Count} online, algorithms run as {how}", online, file.Nodes.Count, isReady));
            return isReady;
        }, cancellationToken);
    }

    /// <summary>The stations first, then the hub that they report to.</summary>
    public async Task Stop()
    {
        await Task.WhenAll(children.Skip(1).Select(child => child.Stop(StopWithin)));
        await Task.WhenAll(children.Take(1).Select(child => child.Stop(StopWithin)));
    }

    /// <summary>Lets go of the processes; whether they run on is up to <see cref="Stop"/>.</summary>
    public void Dispose() => children.ForEach(child => child.Dispose());

    private async Task Until(string otherwise, Func<Task<bool>> isSo, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        while (!await isSo())
        {
            RequireAlive();
            if (clock.GetElapsedTime(since) > StartWithin)
            {
                throw new CommandFailure(
                    $"{otherwise} within {StartWithin.TotalSeconds:0} seconds.{string.Concat(children.Select(child => $"{Environment.NewLine}{child.LastLines()}"))}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellationToken);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
