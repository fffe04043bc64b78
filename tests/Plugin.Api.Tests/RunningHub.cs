using Plugin.EventLog;
using Plugin.Hub;
using Plugin.Testing;

namespace Plugin.Api.Tests;

/// <summary>A hub of its own on a free port, over SQLite in a folder that goes with it. As a class fixture it serves one test class.</summary>
public class RunningHub : IAsyncLifetime
{
    public const string RootPassword = "Root-password-1";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-api-");
    private HubHost? _host;
    private World? _world;

    public Api Anyone => new(_host!.Address, null);

    public IServiceProvider Services => _host!.Services;

    /// <summary>Two hospitals, their collaboration, nodes and people; made once.</summary>
    public World World => _world!;

    public static HubSettings Settings(StoreLocation location, string secrets) => new("http://127.0.0.1:0", location, secrets)
    {
        RootPassword = RootPassword,
        PasswordIterations = 10,
        // Less than the product takes, so that a test can go beyond it.
        Contents = ContentSettings.Default with { MaxContent = 8 * 1024 * 1024 },
    };

    public async ValueTask InitializeAsync()
    {
        var settings = Adapted(Settings(new DataFolder(_folder.FullName), Path.Combine(_folder.FullName, "secrets")));
        _host = await HubHost.Start(settings, CancellationToken.None);
        _world = await World.Create(Anyone);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected virtual HubSettings Adapted(HubSettings settings) => settings;
}

/// <summary>One that takes inputs and results by themselves.</summary>
public sealed class UploadingHub : RunningHub
{
    protected override HubSettings Adapted(HubSettings settings) => settings with { Blobstream = true };
}

/// <summary>Two hubs over one PostgreSQL.</summary>
public sealed class TwoHubs : IAsyncLifetime
{
    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("plugin-api-");
    private readonly List<HubHost> _hosts = [];
    private PostgresDatabase? _database;

    public Api First => new(_hosts[0].Address, null);

    /// <summary>What the two have their data in.</summary>
    public StoreLocation Location => new Database(_database!.ConnectionString);

    public Api Second => new(_hosts[1].Address, null);

    public PostgresDatabase Database => _database!;

    public async Task StopSecond()
    {
        await _hosts[1].DisposeAsync();
        _hosts.RemoveAt(1);
    }

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.Create();
        var settings = RunningHub.Settings(new Database(_database.ConnectionString), _secrets.FullName) with { Blobstream = true };
        _hosts.Add(await HubHost.Start(settings, CancellationToken.None));
        _hosts.Add(await HubHost.Start(settings, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _secrets.Delete(recursive: true);
    }
}

/// <summary>One hub over a PostgreSQL of its own, so that a test can write to its log behind its back.</summary>
public sealed class PostgresHub : IAsyncDisposable
{
    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("plugin-api-");
    private readonly PostgresDatabase _database;
    private HubHost? _host;

    private PostgresHub(PostgresDatabase database) => _database = database;

    public Api Anyone => new(_host!.Address, null);

    public StoreLocation Location => new Database(_database.ConnectionString);

    public static async Task<PostgresHub> Start()
    {
        var hub = new PostgresHub(await PostgresDatabase.Create());
        hub._host = await HubHost.Start(RunningHub.Settings(hub.Location, hub._secrets.FullName), CancellationToken.None);
        return hub;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await _database.DisposeAsync();
        _secrets.Delete(recursive: true);
    }
}
