using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Plugin.Client;
using Plugin.EventLog;
using Plugin.Hub;
using Plugin.Node.Configuration;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Support;

/// <summary>
/// The product's own hub, in the test's process so that the test has its clock and sees its routes. It goes away and comes back as the test likes. One
/// organization, whose node a station may be.
/// </summary>
internal sealed class RealHub : IAsyncDisposable
{
    private const string Password = "Researcher-1!";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-node-hub-");
    private readonly HubSettings _settings;
    private HubHost? _host;
    private HubUser? _root;
    private int _organization;
    private int _collaboration;

    private RealHub(TimeProvider clock)
    {
        Url = new Uri($"http://127.0.0.1:{Ports.Lend()}");
        _settings = new HubSettings(Url.ToString().TrimEnd('/'), new DataFolder(_folder.FullName), Path.Combine(_folder.FullName, "secrets"))
        {
            RootPassword = Password,
            PasswordIterations = 10,
            Clock = clock,
            AccessTokenLifetime = TimeSpan.FromMinutes(20),
            RefreshTokenLifetime = TimeSpan.FromMinutes(40),
        };
    }

    public Uri Url { get; }

    /// <summary>The node's.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Method and pattern of every route of the station protocol, as the hub has them.</summary>
    public IReadOnlyList<string> StationRoutes =>
    [
        .. from endpoint in _host!.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let pattern = endpoint.RoutePattern.RawText!.TrimStart('/')
           where pattern.StartsWith("api/station/", StringComparison.Ordinal)
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
           where method != "HEAD"
           select $"{method} {pattern}",
    ];

    public static async Task<RealHub> Start(TimeProvider clock)
    {
        var hub = new RealHub(clock);
        try
        {
            await hub.Serve();
            await hub.Settle();
            return hub;
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }
    }

    public async Task Serve()
    {
        _host = await HubHost.Start(_settings, CancellationToken.None);
        _root = await HubUser.SignIn(Url, "root", Password);
    }

    public async Task GoAway()
    {
        _root?.Dispose();
        await (_host?.DisposeAsync() ?? ValueTask.CompletedTask);
        _host = null;
    }

    public StationConfig Station(string dataFolder, Uri? way = null) => new(
        HubAddress.Parse((way ?? Url).ToString(), "/api"), Key, dataFolder, new RuntimeConfig.Docker(Engine.Socket, ImagePull.Missing), [],
        new PolicyConfig(["plugin-node-tests/.*"]), new LimitConfig(TopLevelRuns: 4, MemoryBytes: 64L << 20, Cpus: 0.5, Pids: 64),
        new Dictionary<string, string>(), ShareLogs: ImagePatterns.All, PrivateKeyFile: null);

    /// <summary>Another node of another organization, and its key.</summary>
    public async Task<string> Neighbour()
    {
        var organization = (int)(await _root!.Post("organization", new JsonObject { ["name"] = "South" }))["id"]!;
        var collaboration = (int)(await _root.Post("collaboration", new JsonObject
        {
            ["name"] = "Stroke",
            ["encrypted"] = false,
            ["organization_ids"] = new JsonArray(organization),
        }))["id"]!;
        return (string)(await _root.Post("node", new JsonObject { ["collaboration_id"] = collaboration, ["organization_id"] = organization }))["api_key"]!;
    }

    /// <param name="input">For <see cref="Engine.Image"/> a script.</param>
    /// <returns>The ids of the task, which is its own job, and of its run.</returns>
    public async Task<(int Task, int Run)> Order(string image, string input)
    {
        using var alice = await Alice();
        var task = (int)(await alice.Post("task", new JsonObject
        {
            ["name"] = "acceptance",
            ["image"] = image,
            ["collaboration_id"] = _collaboration,
            ["organizations"] = new JsonArray(new JsonObject { ["id"] = _organization, ["input"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(input)) }),
        }))["id"]!;
        return (task, (int)(await _root!.Get($"run?task_id={task}"))["data"]![0]!["id"]!);
    }

    public async Task<string> StatusOf(int run) => (string)(await _root!.Get($"run/{run}"))["status"]!;

    /// <summary>The run's own events, oldest first.</summary>
    public async Task<IReadOnlyList<string>> EventsOf(int run) =>
        [.. (await _root!.Get($"audit/streams/run-{run}/events"))["events"]!.AsArray().Select(e => (string)e!["name"]!)];

    /// <summary>What the algorithm handed back, and what it printed.</summary>
    public async Task<(string Result, string? Log)> EndOf(int run)
    {
        using var alice = await Alice();
        var result = (string)(await alice.Get($"result/{run}"))["result"]!;
        return (Encoding.UTF8.GetString(Convert.FromBase64String(result)), (string?)(await alice.Get($"run/{run}"))["log"]);
    }

    /// <summary>The result as the station sent it, and nothing of it in memory.</summary>
    public async Task<string> DigestOf(int run)
    {
        using var alice = await Alice();
        await using var result = await alice.Open($"run/{run}/contents/result");
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(result));
    }

    public async Task<JsonNode> Ask(string path) => await _root!.Get(path);

    /// <summary>Waits until the runs have ended.</summary>
    /// <param name="meanwhile">Between two looks.</param>
    public async Task Ended(IReadOnlyList<int> runs, TimeSpan within, Func<Task> meanwhile) => await Eventually.Get(
        async () =>
        {
            foreach (var run in runs)
            {
                if ((await EventsOf(run))[^1] != "run.ended/2")
                {
                    await meanwhile();
                    return null;
                }
            }

            return "ended";
        },
        within, () => $"the end of runs {string.Join(", ", runs)}");

    public async ValueTask DisposeAsync()
    {
        await GoAway();
        _folder.Delete(recursive: true);
    }

    private Task<HubUser> Alice() => HubUser.SignIn(Url, "alice", Password);

    private async Task Settle()
    {
        _organization = (int)(await _root!.Post("organization", new JsonObject { ["name"] = "North" }))["id"]!;
        _collaboration = (int)(await _root.Post("collaboration", new JsonObject
        {
            ["name"] = "Oncology",
            ["encrypted"] = false,
            ["organization_ids"] = new JsonArray(_organization),
        }))["id"]!;
        await _root.Post("user", new JsonObject
        {
            ["username"] = "alice",
            ["email"] = "alice@north.example",
            ["password"] = Password,
            ["organization_id"] = _organization,
            ["roles"] = new JsonArray(5, 7),
        });
        Key = (string)(await _root.Post("node", new JsonObject { ["collaboration_id"] = _collaboration, ["organization_id"] = _organization }))["api_key"]!;
    }
}
