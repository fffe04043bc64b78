using Microsoft.Extensions.DependencyInjection;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Grains.Hosting;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Hub.Orleans.Tests;

/// <summary>Silos of one cluster in this process, over one PostgreSQL.</summary>
public sealed class OrleansSilos : IAsyncDisposable
{
    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("plugin-orleans-");
    private readonly List<HubHost> _hosts = [];
    private PostgresDatabase? _database;

    public static async Task<OrleansSilos> Start(int count)
    {
        var silos = new OrleansSilos { _database = await PostgresDatabase.Create() };
        for (var i = 0; i < count; i++)
        {
            await silos.Add();
        }

        return silos;
    }

    public IGrains this[int silo] => _hosts[silo].Services.GetRequiredService<IGrains>();

    /// <summary>A command handled in a silo without the grain that owns its stream.</summary>
    public Task<Answer<TAnswer>> HandleAlone<TAnswer>(int silo, Command<TAnswer> command) =>
        _hosts[silo].Services.GetRequiredService<CommandHandling>().Handle(command, TestContext.Current.CancellationToken);

    /// <summary>Where each grain of a kind lives, as the whole cluster says.</summary>
    public async Task<IReadOnlyList<(string Grain, int Silo)>> Living(string kind)
    {
        var silo = _hosts[^1].Services;
        var all = await silo.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return [.. all.Where(one => one.GrainId.Type.ToString() == kind).Select(one => (one.GrainId.ToString(), IndexOf(one.SiloAddress)))];
    }

    public async Task Add()
    {
        var location = new Database(_database!.ConnectionString);
        var settings = new HubSettings("http://127.0.0.1:0", location, _secrets.FullName) { RootPassword = HubProcess.RootPassword, PasswordIterations = 10 };
        var orleans = new OrleansSettings(new(System.Net.IPAddress.Loopback, Ports.Lend()), "plugin");
        _hosts.Add(await HubHost.Start(settings, builder => builder.AddOrleansGrains(settings, orleans), TestContext.Current.CancellationToken));
    }

    /// <summary>Ends it as SIGTERM does.</summary>
    public async Task Stop(int silo)
    {
        var host = _hosts[silo];
        _hosts.RemoveAt(silo);
        await host.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _database!.DisposeAsync();
        _secrets.Delete(recursive: true);
    }

    private int IndexOf(SiloAddress address) =>
        _hosts.FindIndex(host => host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.Equals(address));
}
