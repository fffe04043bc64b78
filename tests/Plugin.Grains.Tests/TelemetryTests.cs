using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Plugin.Grains.Stations;
using Plugin.Grains.Witnessing;
using Plugin.Testing.Running;

namespace Plugin.Grains.Tests;

public sealed class An_events_trace
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private const string Killer = "00-5bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Theory]
    [InlineData("""{"actor":"user:4","rule":33,"trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}""", Parent)]
    [InlineData("""{"actor":"user:4","trace":"4bf92f3577b34da6a3ce929d0e0e4736"}""", null)]
    [InlineData("""{"actor":"duty:retention"}""", null)]
    public void Is_gone_on_with_when_it_names_a_span(string metadata, string? trace)
    {
        using var listener = Listening(new());

        Assert.Equal(trace, GrainTelemetry.TraceIn(Encoding.UTF8.GetBytes(metadata)));
    }

    [Fact]
    public void Goes_on_to_the_station_with_the_telling()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listening(spans);
        var at = DateTimeOffset.UnixEpoch.AddYears(50);

        var told = GrainTelemetry.Telling(
            new RunBecameAvailable(7, new OfferedRun(33, 12, null, "image", "pending", 0) { Traceparent = Parent }, at), at.AddMilliseconds(20));

        var span = spans.Single(span => span.GetTagItem("plugin.run") is 33 && span.GetTagItem("plugin.task") is 12);
        Assert.Equal(("feed told", Parent, at.UtcDateTime), (span.OperationName, span.ParentId, span.StartTimeUtc));
        Assert.Equal(span.Id, told.Run.Traceparent);
    }

    [Fact]
    public async Task Is_read_for_a_claim_from_the_runs_birth()
    {
        using var listener = Listening(new());
        var world = await World.InMemory();
        var task = (await world.Ask(new Tasks.CreateTask(
            new CallContext("user:4", Trace: Parent), world.Researcher, world.Organisations[0], await world.Request(0)))).Value;

        Assert.Equal(Parent, await GrainTelemetry.TraceOf(world.Store.Log, task.Runs[0], CancellationToken.None));
    }

    [Fact]
    public async Task Is_told_to_a_station_that_connects_later_and_to_one_that_is_to_stop()
    {
        using var listener = Listening(new());
        var world = await World.InMemory();
        var task = (await world.Ask(new Tasks.CreateTask(
            new CallContext("user:4", Trace: Parent), world.Researcher, world.Organisations[0], await world.Request(0)))).Value;
        var feeds = new StationFeeds(world.Store, new Witnesses(world.Store, TimeProvider.System));
        using var stop = new CancellationTokenSource();
        var following = feeds.Run(stop.Token);

        await using var feed = feeds.Subscribe(world.Nodes[0].Value, World.Session(0), stop.Token).GetAsyncEnumerator(CancellationToken.None);
        var snapshot = Assert.IsType<SnapshotTaken>(await Next());
        await world.Ask(new Tasks.KillTask(World.Root with { Trace = Killer }, task.Task));
        var ended = Assert.IsType<RunEndedAtHub>(await Next());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following.Soon("the end of the follower"));

        Assert.Equal(Parent, Assert.Single(snapshot.Runs).Traceparent);
        Assert.Equal(Killer, ended.Traceparent);

        async Task<StationNotice> Next() =>
            await feed.MoveNextAsync().AsTask().Soon("a notice") ? feed.Current : throw new InvalidOperationException("The feed ended.");
    }

    // What the tests beside this one do is heard too.
    private static ActivityListener Listening(ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GrainTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
