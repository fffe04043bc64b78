using Plugin.Grains.Nodes;
using Plugin.Grains.Runs;
using Plugin.Grains.Stations;
using Plugin.Grains.Tasks;
using Plugin.Grains.Witnessing;
using Plugin.Testing.Running;

namespace Plugin.Grains.Tests;

public sealed class A_station_feed : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private World _world = null!;
    private StationFeeds _feeds = null!;
    private Task _following = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _world = await World.InMemory();
        _feeds = new StationFeeds(_world.Store, new Witnesses(_world.Store, TimeProvider.System));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _following.Soon("the end of the follower"));
        _stop.Dispose();
    }

    [Fact]
    public async Task Begins_with_all_open_runs_of_its_own_node()
    {
        var first = await _world.Submit(0, 1);
        var second = await _world.Submit(0);
        await _world.Complete(0, (await _world.Submit(0)).Runs[0]);
        var claim = await _world.Claim(0, first.Runs[0]);
        await using var feed = Open(0);

        var snapshot = Assert.IsType<SnapshotTaken>(await Next(feed));

        Assert.Equal(await _world.Store.Log.Head(CancellationToken.None), snapshot.Position);
        Assert.Equal(
            [
                new OfferedRun(first.Runs[0].Value, first.Task.Value, null, World.Image, "claimed", claim.Attempt),
                new OfferedRun(second.Runs[0].Value, second.Task.Value, null, World.Image, "pending", 0),
            ],
            snapshot.Runs);
    }

    [Fact]
    public async Task Tells_of_a_new_run_and_of_one_that_was_released()
    {
        await using var feed = Open(0);
        await Next(feed);
        var task = await _world.Submit(0, 1);

        var offered = Assert.IsType<RunBecameAvailable>(await Next(feed));
        var claim = await _world.Claim(0, task.Runs[0]);
        await _world.Report(0, task.Runs[0], claim.Attempt, new RunStage.Lost("The container is gone."));
        var again = Assert.IsType<RunBecameAvailable>(await Next(feed));

        Assert.Equal(new OfferedRun(task.Runs[0].Value, task.Task.Value, null, World.Image, "pending", 0), offered.Run);
        Assert.Equal(1, again.Run.Attempt);
    }

    [Fact]
    public async Task Tells_of_a_kill_but_not_of_what_the_station_reported_itself()
    {
        await using var feed = Open(0);
        await Next(feed);
        var own = await _world.Submit(0);
        await Next(feed);
        await _world.Complete(0, own.Runs[0]);
        var task = await _world.Submit(0);
        await Next(feed);
        await _world.Ask(new KillTask(World.Root, task.Task));

        var ended = Assert.IsType<RunEndedAtHub>(await Next(feed));

        Assert.Equal(task.Runs[0].Value, ended.Run);
    }

    [Fact]
    public async Task Is_closed_when_another_agent_opens_a_session()
    {
        await _world.Ask(new OpenSession(World.By(_world.Nodes[0]), _world.Nodes[0], "older", []));
        await using var feed = Open(0, "older");
        await Next(feed);

        await _world.Ask(new OpenSession(World.By(_world.Nodes[0]), _world.Nodes[0], "newer", []));

        Assert.Equal("session.fenced", Assert.IsType<FeedClosed>(await Next(feed)).Code);
        Assert.False(await feed.MoveNextAsync().AsTask().Soon("the end of the feed"));
    }

    [Fact]
    public async Task Goes_on_from_the_cursor_of_another_silo_without_a_snapshot()
    {
        var before = await _world.Submit(0);
        await using var first = Open(0);
        var snapshot = Assert.IsType<SnapshotTaken>(await Next(first));
        var other = new StationFeeds(_world.Store, new Witnesses(_world.Store, TimeProvider.System));
        using var stop = new CancellationTokenSource();
        var following = other.Run(stop.Token);
        var task = await _world.Submit(0, 1);
        var node = _world.Nodes[0].Value;

        await using (var resumed = other.Resume(node, World.Session(0), snapshot.Position, stop.Token).GetAsyncEnumerator(CancellationToken.None))
        {
            Assert.Equal(task.Runs[0].Value, Assert.IsType<RunBecameAvailable>(await Next(resumed)).Run.Run);
        }

        await _world.Ask(new KillTask(World.Root, before.Task));
        await using (var again = other.Resume(node, World.Session(0), snapshot.Position + 1, stop.Token).GetAsyncEnumerator(CancellationToken.None))
        {
            Assert.Equal(before.Runs[0].Value, Assert.IsType<RunEndedAtHub>(await Next(again)).Run);
        }

        await using (var late = other.Resume(node, World.Session(0), 0, stop.Token).GetAsyncEnumerator(CancellationToken.None))
        {
            Assert.IsType<SnapshotTaken>(await Next(late));
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following.Soon("the end of the other follower"));
    }

    private IAsyncEnumerator<StationNotice> Open(int hospital, string? session = null)
    {
        _following = _feeds.Run(_stop.Token);
        return _feeds.Subscribe(_world.Nodes[hospital].Value, session ?? World.Session(hospital), _stop.Token)
            .GetAsyncEnumerator(CancellationToken.None);
    }

    private static async Task<StationNotice> Next(IAsyncEnumerator<StationNotice> feed) =>
        await feed.MoveNextAsync().AsTask().Soon("a notice")
            ? feed.Current
            : throw new InvalidOperationException("The feed ended where a notice was expected.");
}
