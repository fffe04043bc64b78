using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Configuration;
using Plugin.Node.Proxy;
using Plugin.Node.Runtimes.Docker;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Survival;

public sealed class A_container_whose_engine_goes_down(PrivateEngine engine) : IClassFixture<PrivateEngine>, IAsyncLifetime
{
    /// <summary>Never ends the first time.</summary>
    private const string Second = "if [ ! -f /mnt/tmp/second ]; then touch /mnt/tmp/second; while true; do sleep 1; done; fi; printf 42 > /mnt/out/output";

    private readonly Scratch _scratch = new();
    private readonly ContainerSockets _sockets = new(connections: 64);
    private readonly List<DockerRuntime> _runtimes = [];
    private TestHub _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await TestHub.Start();

    public async ValueTask DisposeAsync()
    {
        _sockets.Dispose();
        _runtimes.ForEach(r => r.Dispose());
        await _hub.DisposeAsync();
        _scratch.Dispose();
    }

    [Theory]
    [InlineData("the engine alone")]
    [InlineData("the agent as well")]
    [InlineData("everything, by a power cut")]
    public async Task Is_lost_and_not_crashed(string victims)
    {
        var run = _hub.Offer(5, Engine.Image, Second);
        var station = Station(_scratch).Run();
        await Started(run, 5);
        if (victims != "the engine alone")
        {
            await station.DisposeAsync();
        }

        await (victims == "everything, by a power cut" ? engine.CutPower() : engine.Kill());
        await engine.Start(liveRestore: false);
        await using var last = victims == "the engine alone" ? station : Station(_scratch).Run();
        await _hub.Until(() => run.Finished, "The run did not end");
        await A_station_that_dies.Eventually(() => last.Journal.Entries().Count == 0, "Something was left behind");

        Assert.Equal(["1: initializing", "1: active", "1: lost", "2: initializing", "2: active", "2: completed"], run.History);
        Assert.Equal(("42", 0), (run.ResultText, (await engine.Containers("run-5-")).Count));
    }

    [Fact]
    public async Task And_lives_on_is_taken_up_again()
    {
        await engine.Kill();
        await engine.Start(liveRestore: true);
        var run = _hub.Offer(5, Engine.Image, "echo x >> /mnt/tmp/second; while [ ! -f /mnt/tmp/enough ]; do sleep 0.1; done; printf 42 > /mnt/out/output");
        var ended = _hub.Offer(6, Engine.Image, "while [ ! -f /mnt/tmp/third ]; do sleep 0.1; done; exit 3", parent: 1);
        await using var station = Station(_scratch).Run();
        await Started(run, 5);
        await _hub.Until(() => ended.State == RunStates.Active, "The other run did not start");

        await engine.Kill();
        File.WriteAllText(Job("third"), "");
        await engine.Start(liveRestore: true);
        File.WriteAllText(Job("enough"), "");
        await _hub.Until(() => run.Finished && ended.Finished, "The runs did not end");

        Assert.Equal(["1: initializing", "1: active", "1: completed"], run.History);
        Assert.Equal(("42", 1), (run.ResultText, File.ReadAllLines(Job("second")).Length));
        Assert.Equal((RunStatus.Crashed, "The algorithm ended with exit code 3."), (ended.State, ended.Cause));
    }

    [Fact]
    public async Task Is_not_meant_when_somebody_kills_the_container()
    {
        var run = _hub.Offer(5, Engine.Image, Second);
        await using var station = Station(_scratch).Run();
        await Started(run, 5);

        await engine.KillContainer((await engine.Containers("run-5-1")).Single());
        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal((RunStatus.Crashed, 1, "The algorithm ended with exit code 137."), (run.State, run.Attempt, run.Cause));
    }

    [Fact]
    public async Task Is_removed_when_its_data_folder_is_lost_and_no_other_nodes_is()
    {
        var run = _hub.Offer(5, Engine.Image, Second);
        await using (Station(_scratch).Run())
        {
            await Started(run, 5);
        }

        using var others = new Scratch();
        await using var elsewhere = await TestHub.Start();
        var other = elsewhere.Offer(7, Engine.Image, Second);
        await using (Station(others, elsewhere, owner: "another node").Run())
        {
            await elsewhere.Until(() => other.State == RunStates.Active, "The other node's run did not start");
        }

        using var anew = new Scratch();
        Directory.CreateDirectory(Path.Combine(anew.Data, "jobs", "50"));
        File.WriteAllText(Path.Combine(anew.Data, "jobs", "50", "second"), "");
        await using var station = Station(anew).Run();
        await _hub.Until(() => run.Finished, "The run did not end");
        await A_station_that_dies.Eventually(() => station.Journal.Entries().Count == 0, "Something was left behind");

        Assert.Equal(["1: initializing", "1: active", "1: lost", "2: initializing", "2: active", "2: completed"], run.History);
        Assert.Equal([$"plugin-{File.ReadAllText(Path.Combine(others.Data, "station.id"))}-run-7-1"], await engine.Containers("run-"));
    }

    private async Task Started(HubRun run, int id)
    {
        await _hub.Until(() => run.State == RunStates.Active, $"Run {id} did not start");
        await A_station_that_dies.Eventually(() => File.Exists(Job("second")), "The algorithm did not begin");
    }

    private string Job(string file) => Path.Combine(_scratch.Data, "jobs", "50", file);

    private TestStation Station(Scratch scratch, TestHub? hub = null, string owner = "this node") => new(hub ?? _hub, scratch, (folder, folders) =>
    {
        var runtime = new DockerRuntime(
            new RuntimeConfig.Docker(engine.SocketFile, ImagePull.Missing), folder.StationId(), folders, new LimitConfig(MemoryBytes: 64L << 20, Cpus: 0.5, Pids: 64),
            _sockets, folder.ProxyPort(told: false), TimeProvider.System)
        {
            Owner = owner,
        };
        _runtimes.Add(runtime);
        return runtime;
    });
}
