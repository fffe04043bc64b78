using System.Collections.Concurrent;
using System.Diagnostics;
using Plugin.Node.Configuration;
using Plugin.Node.Status;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Status;

public sealed class The_status_of_a_station
{
    private const string Image = "plugin/algorithms:1";

    [Fact]
    public async Task Is_seen_from_outside_while_it_works_and_after_it_stopped()
    {
        await using var hub = await TestHub.Start();
        using var scratch = new Scratch();
        var config = Config(hub, scratch, """until [ -e "$marks/go" ]; do sleep 0.05; done; printf 42 > "$out" """);
        Assert.Equal(StationReport.NeverStarted, StationReport.Of(config, TimeProvider.System).State);

        var run = hub.Offer(5, Image, scratch.Marks(5));
        hub.Offer(6, Image, scratch.Marks(6));
        hub.Offer(7, Image, scratch.Marks(7));
        using var stop = new CancellationTokenSource();
        var ended = Station.Run(config, stopRuns: true, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, stop.Token);
        await A_station_that_dies.Eventually(
            () => StationReport.Of(config, TimeProvider.System).Last?.Status is { Queue.Count: 1, Hub.Last: not null } s && s.Runs.Count(r => r.Stage == "running") == 2,
            "two runs running and one waiting in the status");

        var working = StationReport.Of(config, TimeProvider.System);
        Assert.Equal(StationReport.Running, working.State);
        Assert.Equal(Environment.ProcessId, working.Last!.Agent.Process);
        Assert.Equal(new NodeMark(2, "Node A", 7, 3, false), working.Last.Status.Node);
        Assert.Equal((new Places(2, 2), new Places(0, 4)), (working.Last.Status.TopLevel, working.Last.Status.Child));
        Assert.Equal([5, 6], working.Last.Status.Runs.Select(r => r.Run));
        Assert.Equal([7], working.Last.Status.Queue.Select(r => r.Run));
        Assert.True(working.Last.Resources is { AgentMemory: > 0, MemoryFree: > 0, DiskFree: > 0 });

        await stop.CancelAsync();
        await ended.Soon("the end of the station");
        var stopped = StationReport.Of(config, TimeProvider.System);
        Assert.Equal((StationReport.Stopped, "It was stopped."), (stopped.State, stopped.Last!.Ended));
        Assert.Equal([(5, "running"), (6, "running")], stopped.Journal.Select(j => (j.Run, j.Stage)));
        Assert.False(run.Finished);
    }

    [Fact]
    public void Says_that_the_agent_died_when_its_process_is_gone()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch.Data);
        var left = new StationStatus(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "0.0.0", new ProcessMark(Environment.ProcessId, 1, "another boot"), Ended: null,
            new AgentStatus(null, new HubContact(null, null), [], [], new Places(0, 1), new Places(0, 1), new WitnessReport(0, 0, [])), new ResourceUse(0, 0, 0, 0, 0, 0, 0, 0));
        File.WriteAllText(Path.Combine(scratch.Data, StationStatus.FileName), System.Text.Json.JsonSerializer.Serialize(left, StationStatus.Json));

        Assert.Equal(StationReport.Died, StationReport.Of(Config(null, scratch, ""), TimeProvider.System).State);
    }

    [Fact]
    public async Task Is_told_the_hub_again_at_each_connection_with_the_end_of_the_access_log()
    {
        await using var hub = await TestHub.Start();
        using var scratch = new Scratch();
        File.WriteAllText(Path.Combine(scratch.Folder, "cohort.csv"), "age\n40\n");
        var traces = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StationTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = traces.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var station = new TestStation(hub, scratch, scratch.Algorithm("""printf 42 > "$out" """)).Run();
        var run = hub.Offer(4711, Image, scratch.Marks(4711), null, new Contracts.Station.ClaimedDatabase("default", "{}"));
        await hub.Until(() => run.Finished, "The run did not end");
        Assert.Equal($"0:{Node.AccessLog.AccessRecord.Nothing}", hub.Told("access_log"));

        hub.EndFeed("feed.replaced");

        await hub.Until(() => hub.Told("access_log") == station.Parts.AccessLog.Head.ToString(), "The hub was not told of the access log");
        Assert.Equal(2, station.Parts.AccessLog.Head.Entry);
        Assert.False(station.Ended.IsCompleted);
        await A_station_that_dies.Eventually(() => Stages().Any(a => a.OperationName == "run stopping"), "the last stage in a trace");
        Assert.Equal(["run claimed", "run starting", "run running", "run delivering", "run stopping"], Stages().OrderBy(a => a.StartTimeUtc).Select(a => a.OperationName));
        Assert.Single(Stages().Select(a => a.TraceId).Distinct());

        IEnumerable<Activity> Stages() => traces.Where(a => a.GetTagItem("plugin.run") is 4711 && a.GetTagItem("plugin.image") is not null);
    }

    private static StationConfig Config(TestHub? hub, Scratch scratch, string algorithm) => new(
        hub?.Address ?? Client.HubAddress.Parse("http://127.0.0.1:1", "/api"), hub?.Key ?? "8e2cb1ac-0000-4000-8000-000000000000", scratch.Data, new RuntimeConfig.Process(scratch.Algorithm(algorithm)), [],
        new PolicyConfig(["plugin/algorithms(:.*)?"]), new LimitConfig(), new Dictionary<string, string>(), ShareLogs: ImagePatterns.None, PrivateKeyFile: null);
}
