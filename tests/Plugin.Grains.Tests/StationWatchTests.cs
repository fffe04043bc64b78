using Microsoft.Extensions.Logging.Abstractions;
using Plugin.Grains.Nodes;
using Plugin.Grains.Runs;
using Plugin.Grains.Stations;
using Plugin.Testing;

namespace Plugin.Grains.Tests;

public sealed class The_station_watch : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
    private World _world = null!;
    private StationPresence _presence = null!;
    private StationWatch _watch = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await World.InMemory(_clock);
        _presence = new StationPresence(_world.Store, _world.Grains);
        _watch = Watch("silo-1");
        await _world.Ask(new OpenSession(World.By(_world.Nodes[0]), _world.Nodes[0], World.Session(0), []));
        await Beat();
    }

    public ValueTask DisposeAsync()
    {
        _watch.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Takes_a_node_offline_within_15_seconds_of_silence_and_not_after_two_missed_heartbeats()
    {
        await Pass(TimeSpan.FromSeconds(12));
        Assert.DoesNotContain("node.went_offline/1", await _world.EventsOf(_world.Nodes[0]));

        await Pass(TimeSpan.FromSeconds(3));
        Assert.Equal("node.went_offline/1", (await _world.EventsOf(_world.Nodes[0]))[^1]);

        await Beat();
        Assert.Equal("node.came_online/1", (await _world.EventsOf(_world.Nodes[0]))[^1]);
    }

    [Fact]
    public async Task Makes_the_active_run_of_a_silent_node_unreachable_and_takes_its_result_all_the_same()
    {
        var (run, attempt) = await Active();

        await Pass(TimeSpan.FromSeconds(20));
        Assert.Equal("run.became_unreachable/1", (await _world.EventsOf(run))[^1]);

        Assert.Null((await _world.Report(0, run, attempt, await _world.Completed())).Refusal);
        Assert.Equal("run.ended/2", (await _world.EventsOf(run))[^1]);
    }

    [Fact]
    public async Task Lets_an_unreachable_run_come_back_with_the_next_heartbeat()
    {
        var (run, attempt) = await Active();
        await Pass(TimeSpan.FromSeconds(20));

        await Beat(new HeldRun(run.Value, attempt));

        Assert.Equal("run.came_back/1", (await _world.EventsOf(run))[^1]);
    }

    [Fact]
    public async Task Gives_an_unreachable_run_up_after_a_day()
    {
        var (run, _) = await Active();

        await Pass(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(14));
        Assert.Equal("run.became_unreachable/1", (await _world.EventsOf(run))[^1]);

        await Pass(TimeSpan.FromMinutes(2));
        Assert.Equal("run.ended/2", (await _world.EventsOf(run))[^1]);
    }

    [Fact]
    public async Task Releases_a_claim_that_did_not_start_within_its_lease()
    {
        var task = await _world.Submit(0);
        await _world.Claim(0, task.Runs[0]);

        await PassBeating(TimeSpan.FromSeconds(118));
        Assert.Equal("run.claimed/1", (await _world.EventsOf(task.Runs[0]))[^1]);

        await PassBeating(TimeSpan.FromSeconds(6));
        Assert.Equal("run.released/2", (await _world.EventsOf(task.Runs[0]))[^1]);
        Assert.Equal(2, (await _world.Claim(0, task.Runs[0])).Attempt);
    }

    [Fact]
    public async Task Leaves_a_claim_alone_as_long_as_heartbeats_name_it()
    {
        var task = await _world.Submit(0);
        var claim = await _world.Claim(0, task.Runs[0]);

        await PassBeating(TimeSpan.FromMinutes(10), new HeldRun(task.Runs[0].Value, claim.Attempt));

        Assert.Equal("run.claimed/1", (await _world.EventsOf(task.Runs[0]))[^1]);
    }

    [Fact]
    public async Task Counts_the_lease_from_the_last_heartbeat_that_named_the_claim()
    {
        var task = await _world.Submit(0);
        var claim = await _world.Claim(0, task.Runs[0]);
        // An image that takes long to pull, and then a machine too busy to say so.
        await PassBeating(TimeSpan.FromMinutes(5), new HeldRun(task.Runs[0].Value, claim.Attempt));

        await Pass(TimeSpan.FromSeconds(110));
        Assert.Equal("run.claimed/1", (await _world.EventsOf(task.Runs[0]))[^1]);

        await Pass(TimeSpan.FromSeconds(20));
        Assert.Equal("run.released/2", (await _world.EventsOf(task.Runs[0]))[^1]);
    }

    [Fact]
    public async Task Lets_nothing_expire_for_one_lease_after_a_time_when_no_silo_was_up()
    {
        var (run, _) = await Active();
        await Pass(Step);
        _clock.Advance(TimeSpan.FromHours(30));

        await Pass(TimeSpan.FromSeconds(100));
        Assert.Equal("run.started/1", (await _world.EventsOf(run))[^1]);

        await Pass(TimeSpan.FromSeconds(30));
        Assert.Equal("run.became_unreachable/1", (await _world.EventsOf(run))[^1]);
    }

    [Fact]
    public async Task Ends_a_run_whose_node_was_removed_while_its_task_was_ordered()
    {
        var task = await _world.Submit(0, 1);
        // As when the removal did not see the run: the node's stream ends, the run's does not.
        var stored = (await _world.Store.Log.ReadStream("node-" + _world.Nodes[1].Value, 0, CancellationToken.None))[^1];
        var (name, data) = Domain.EventCodec.Encode(new Domain.Nodes.NodeRetired(_clock.GetUtcNow()));
        await _world.Store.Log.Append(
            new EventLog.Append { Streams = [new(_world.Nodes[1].ToString(), stored.Version, [new(name, data, stored.Metadata)])] },
            CancellationToken.None);

        await Pass(TimeSpan.FromSeconds(20));

        Assert.Equal("run.ended/2", (await _world.EventsOf(task.Runs[1]))[^1]);
        // A task needs all of its runs, so the other one is cancelled with it.
        Assert.Equal("run.ended/2", (await _world.EventsOf(task.Runs[0]))[^1]);
    }

    [Fact]
    public async Task Leaves_pending_runs_of_nodes_that_are_there_alone()
    {
        var task = await _world.Submit(0, 1);

        await Pass(TimeSpan.FromMinutes(2));

        Assert.Equal("run.created/1", (await _world.EventsOf(task.Runs[1]))[^1]);
    }

    [Fact]
    public async Task Is_done_by_one_silo_at_a_time()
    {
        using var second = Watch("silo-2");
        await _watch.Round(CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(16));
        await _watch.Round(CancellationToken.None);
        var head = await _world.Store.Log.Head(CancellationToken.None);

        await second.Round(CancellationToken.None);

        Assert.Equal(head, await _world.Store.Log.Head(CancellationToken.None));
    }

    [Fact]
    public async Task That_stood_still_in_its_round_does_not_go_on_with_what_it_had_read()
    {
        await _world.Ask(new OpenSession(World.By(_world.Nodes[1]), _world.Nodes[1], World.Session(1), []));
        await _presence.Seen(_world.Nodes[1], World.Session(1), [], CancellationToken.None);
        using var frozen = new StationWatch(
            _world.Store, new Standstill(_world.Grains, Stand), _clock, new WatchPeriods(), "silo-1",
            NullLogger<StationWatch>.Instance);
        await frozen.Round(CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await frozen.Round(CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(5));

        // Both nodes were silent when it began; it stands still with the first in hand.
        await frozen.Round(CancellationToken.None);

        var last = new[] { (await _world.EventsOf(_world.Nodes[0]))[^1], (await _world.EventsOf(_world.Nodes[1]))[^1] };
        Assert.Single(last, "node.went_offline/1");

        Task Stand()
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Tells_a_station_which_of_its_attempts_are_no_longer_valid()
    {
        var task = await _world.Submit(0);
        var claim = await _world.Claim(0, task.Runs[0]);
        await _world.Ask(new Tasks.KillTask(World.Root, task.Task));

        var stop = await Beat(new HeldRun(task.Runs[0].Value, claim.Attempt), new HeldRun(9999, 1));

        Assert.Equal([new HeldRun(task.Runs[0].Value, 1), new HeldRun(9999, 1)], stop);
    }

    private StationWatch Watch(string silo) => new(
        _world.Store, _world.Grains, _clock, new WatchPeriods(), silo, NullLogger<StationWatch>.Instance);

    private async Task<(Domain.RunId Run, int Attempt)> Active()
    {
        var task = await _world.Submit(0);
        var claim = await _world.Claim(0, task.Runs[0]);
        await _world.Report(0, task.Runs[0], claim.Attempt, new RunStage.Started(null));
        return (task.Runs[0], claim.Attempt);
    }

    private async Task<IReadOnlyList<HeldRun>> Beat(params HeldRun[] held) =>
        (await _presence.Beat(_world.Nodes[0], World.Session(0), held, CancellationToken.None)).Value;

    private async Task Pass(TimeSpan time, TimeSpan? step = null)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += step ?? Step)
        {
            _clock.Advance(step ?? Step);
            await _watch.Round(CancellationToken.None);
        }
    }

    private async Task PassBeating(TimeSpan time, params HeldRun[] held)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            _clock.Advance(Step);
            await Beat(held);
            await _watch.Round(CancellationToken.None);
        }
    }
}
