using Plugin.Node.Configuration;
using Plugin.Node.Contract;
using Plugin.Node.Proxy;
using Plugin.Node.Runtimes;
using Plugin.Node.Runtimes.Docker;

namespace Plugin.Node.Tests.Support;

/// <summary>What tests of runs in real containers share: a hub, a folder, the engine, and a clean engine afterwards.</summary>
public abstract class OnEngine(Engine engine) : IClassFixture<Engine>, IAsyncLifetime
{
    private DockerRuntime? _runtime;

    private protected Engine Containers => engine;

    private protected Scratch Scratch { get; } = new();

    private protected ContainerSockets Sockets { get; } = new(connections: 64);

    private protected TestHub Hub { get; private set; } = null!;

    /// <summary>The id of the station that was started last.</summary>
    private protected string StationId { get; set; } = "";

    public async ValueTask InitializeAsync() => Hub = await TestHub.Start();

    public async ValueTask DisposeAsync()
    {
        Sockets.Dispose();
        _runtime?.Dispose();
        await engine.Clean(StationId);
        await Hub.DisposeAsync();
        Scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A station's runtime on the engine of this machine.</summary>
    private protected Func<StationFolder, RunFolders, IRuntime> Runtime(LimitConfig limits) => (station, folders) =>
    {
        StationId = station.StationId();
        _runtime?.Dispose();
        return _runtime = new DockerRuntime(
            new RuntimeConfig.Docker(Engine.Socket, ImagePull.Missing), StationId, folders, limits, Sockets, station.ProxyPort(told: false),
            TimeProvider.System);
    };
}
