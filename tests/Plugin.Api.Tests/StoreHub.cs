using Plugin.Api.Outbound;
using Plugin.EventLog;
using Plugin.Hub;

namespace Plugin.Api.Tests;

/// <summary>A hub that may call stores on this machine, and one such store.</summary>
public sealed class StoreHub : IAsyncLifetime
{
    private readonly string? _serverUrl;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-api-");
    private HubHost? _host;
    private World? _world;

    public StoreHub()
        : this(null)
    {
    }

    internal StoreHub(string? serverUrl) => _serverUrl = serverUrl;

    /// <summary>How long it waits for a store.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    public World World => _world!;

    public Api Anyone => new(_host!.Address, null);

    /// <summary>What stores on this machine reach this hub by.</summary>
    public string Url => new Uri(_host!.Address, "/api").ToString();

    public async ValueTask InitializeAsync()
    {
        var settings = RunningHub.Settings(new DataFolder(_folder.FullName), Path.Combine(_folder.FullName, "secrets"));
        _host = await HubHost.Start(
            settings with
            {
                ServerUrl = _serverUrl,
                Outbound = new OutboundRules(["127.0.0.1"]),
                OutboundLimits = new OutboundLimits { Patience = Patience },
            },
            CancellationToken.None);
        _world = await World.Create(Anyone);
    }

    /// <summary>The body that links a store; null collaboration: all.</summary>
    public string Link(string storeUrl, int? collaboration, string name = "Community store") =>
        $$"""{"name":"{{name}}","algorithm_store_url":"{{storeUrl}}","server_url":"{{Url}}","force":true{{(collaboration is { } one ? $",\"collaboration_id\":{one}" : "")}}}""";

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
