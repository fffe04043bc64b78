using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Plugin.Api.Describing;
using Plugin.Api.Http;
using Plugin.EventLog;
using Plugin.Hub;
using Plugin.Testing;

namespace Plugin.Api.Tests.Fuzzing;

/// <summary>A hub that refuses nobody for coming too often.</summary>
internal sealed class FuzzedHub : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-api-");
    private PostgresDatabase? _database;
    private HubHost? _host;
    private World? _world;

    public World World => _world!;

    public Api Anyone => new(_host!.Address, null);

    public IReadOnlyList<DescribedRoute> Routes => [.. DescribedRoute.All(_host!.Services.GetRequiredService<EndpointDataSource>().Endpoints)];

    public static async Task<FuzzedHub> Start(bool postgres = false)
    {
        var hub = new FuzzedHub { _database = postgres ? await PostgresDatabase.Create() : null };
        StoreLocation location = hub._database is { } database ? new Database(database.ConnectionString) : new DataFolder(hub._folder.FullName);
        var settings = RunningHub.Settings(location, Path.Combine(hub._folder.FullName, "secrets")) with
        {
            RequestsPerSecond = new RequestRates { Anonymous = 1_000_000, User = 1_000_000, Node = 1_000_000 },
        };
        hub._host = await HubHost.Start(settings, CancellationToken.None);
        hub._world = await World.Create(hub.Anyone);
        return hub;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
