using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Configuration;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests;

public sealed class A_station : IAsyncLifetime
{
    private const string Image = "plugin/algorithms:1";
    private const string Compute = "printf 42 > \"$out\"";
    private const string Wait = "while [ ! -e \"$marks/enough\" ]; do sleep 0.02; done; printf 42 > \"$out\"";
    private readonly Scratch _scratch = new();
    private TestHub _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await TestHub.Start();

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _scratch.Dispose();
    }

    [Theory]
    [InlineData("/claim")]
    [InlineData("/report")]
    [InlineData("/session")]
    [InlineData("/heartbeat")]
    public async Task Repeats_what_was_not_acknowledged(string route)
    {
        var seen = 0;
        _hub.Faults = asked => asked.EndsWith(route, StringComparison.Ordinal) && ++seen <= 3
            ? seen switch { 1 => new Fault.LoseAnswer(), 2 => new Fault.LoseRequest(), _ => new Fault.Answer(503) }
            : null;
        var run = Offer(5);
        await using var station = new TestStation(_hub, _scratch, _scratch.Algorithm(Compute)).Run();

        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal((RunStatus.Completed, "42", 1, 1), (run.State, run.ResultText, run.Attempt, _scratch.Count(5, "started")));
    }

    [Fact]
    public async Task Goes_on_after_a_feed_that_was_cut_at_any_byte()
    {
        var bytes = 0;
        _hub.Faults = asked => asked.Contains("/feed", StringComparison.Ordinal) && bytes < 600 ? new Fault.CutAfter(bytes += 29) : null;
        var runs = new List<HubRun> { Offer(1) };
        await using var station = new TestStation(_hub, _scratch, _scratch.Algorithm(Compute)).Run();
        for (var id = 2; id <= 6; id++)
        {
            await _hub.Until(() => runs[^1].Finished, "A run did not end");
            runs.Add(Offer(id));
        }

        await _hub.Until(() => runs.TrueForAll(r => r.Finished), "The runs did not end");

        Assert.All(runs, r => Assert.Equal((RunStatus.Completed, 1, 1), (r.State, r.Attempt, _scratch.Count(r.Id, "started"))));
    }

    [Fact]
    public async Task Starts_the_oldest_run_first_and_never_lets_a_parent_keep_out_its_child()
    {
        var (late, early) = (Offer(9), Offer(4));
        var child = _hub.Offer(10, Image, _scratch.Marks(10), parent: 104);
        await using var station = new TestStation(_hub, _scratch, _scratch.Algorithm(Wait), limits: new LimitConfig(TopLevelRuns: 1, ChildRuns: 1)).Run();
        await _hub.Until(() => early.State == RunStates.Active && child.State == RunStates.Active, "Parent and child do not run together");
        Assert.Equal(RunStates.Pending, late.State);

        Enough(4, 9, 10);
        await _hub.Until(() => late.Finished && early.Finished && child.Finished, "The runs did not end");

        Assert.Equal(["4", "10", "9"], _hub.Asked.Where(a => a.EndsWith("/claim", StringComparison.Ordinal)).Select(a => a.Split('/')[4]));
    }

    [Fact]
    public async Task Ends_when_another_agent_starts_with_its_key()
    {
        await using var first = new TestStation(_hub, _scratch, _scratch.Algorithm(Compute)).Run();
        await A_station_that_dies.Eventually(() => _hub.Asked.Any(a => a.Contains("/feed", StringComparison.Ordinal)), "The first did not connect");
        using var elsewhere = new Scratch();
        await using var second = new TestStation(_hub, elsewhere, _scratch.Algorithm(Compute)).Run();

        Assert.IsType<AgentEnd.Fenced>(await first.Ended.Soon("the end of the agent"));
        Assert.False(second.Ended.IsCompleted);
    }

    [Fact]
    public async Task Ends_when_the_hub_does_not_know_its_key()
    {
        await using var station = WholeStation.Start(
            _hub, _scratch, new RuntimeConfig.Process(_scratch.Algorithm(Compute)), key: "00000000-0000-4000-8000-000000000001");

        var end = Assert.IsType<AgentEnd.Refused>(await station.Ended.Soon("the end of the agent"));

        Assert.Equal("The hub does not let this station in: This key is not known. Is its key still the one that the hub gave?", end.Reason);
    }

    [Fact]
    public async Task Keeps_its_data_folder_to_itself()
    {
        await using var first = new TestStation(_hub, _scratch, _scratch.Algorithm(Compute)).Run();

        var refusal = Assert.Throws<ConfigException>(() => new TestStation(_hub, _scratch, _scratch.Algorithm(Compute)));

        Assert.Equal(
            $"Another agent is running on the data folder {_scratch.Data}. Stop that one first, or give this one a folder of its own.", refusal.Message);
    }

    [Fact]
    public async Task Stops_an_attempt_that_was_replaced()
    {
        var run = Offer(5);
        await using var station = new TestStation(_hub, _scratch, _scratch.Algorithm(Wait)).Run();
        await _hub.Until(() => run.State == RunStates.Active, "The run did not start");

        await A_station_that_dies.Eventually(() => _scratch.Count(5, "started") == 1, "The algorithm did not start");
        _hub.Release(5);
        await _hub.Until(() => run.Attempt == 2 && run.State == RunStates.Active, "The second attempt did not start");
        await A_station_that_dies.Eventually(() => station.Journal.Entries().Count == 1, "The first attempt was not cleaned up");
        Assert.False(_scratch.IsAlive(5, 0));
        Enough(5);
        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal((RunStatus.Completed, 2), (run.State, run.Attempt));
    }

    [Fact]
    public async Task Gives_back_what_it_has_no_trace_of()
    {
        var run = Offer(5);
        var algorithm = _scratch.Algorithm(Wait);
        await using (new TestStation(_hub, _scratch, algorithm).Run())
        {
            await _hub.Until(() => run.State == RunStates.Active, "The run did not start");
        }

        // The disk is replaced.
        Enough(5);
        using var other = new Scratch();
        await using var second = new TestStation(_hub, other, algorithm).Run();
        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal(["1: initializing", "1: active", "1: lost", "2: initializing", "2: active", "2: completed"], run.History);
    }

    [Fact]
    public async Task Stops_its_runs_at_the_end_only_when_told_to()
    {
        var run = Offer(5);
        var runtime = new RuntimeConfig.Process(_scratch.Algorithm(Wait));
        foreach (var stopRuns in (bool[])[false, true])
        {
            await using (WholeStation.Start(_hub, _scratch, runtime, stopRuns: stopRuns))
            {
                await _hub.Until(() => run.State == RunStates.Active, "The run did not start");
                await A_station_that_dies.Eventually(() => _scratch.Count(5, "started") == 1, "The algorithm did not start");
                await A_station_that_dies.Eventually(() => _hub.Asked.Count(a => a.Contains("/feed", StringComparison.Ordinal)) > (stopRuns ? 1 : 0), "The station did not connect");
            }

            Assert.Equal(!stopRuns, _scratch.IsAlive(5, 0));
        }

        Enough(5);
        await using var last = WholeStation.Start(_hub, _scratch, runtime);
        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal(["1: initializing", "1: active", "1: lost", "2: initializing", "2: active", "2: completed"], run.History);
    }

    [Fact]
    public async Task Reports_a_process_lost_that_left_no_outcome()
    {
        var run = Offer(5);
        await using var station = new TestStation(_hub, _scratch, _scratch.Algorithm(Wait)).Run();
        await _hub.Until(() => run.State == RunStates.Active, "The run did not start");
        await A_station_that_dies.Eventually(() => _scratch.Count(5, "started") == 1, "The algorithm did not start");
        var wrapper = File.ReadAllText(Path.Combine(_scratch.Data, "runs", "5-1", "control", "process.1")).Split(' ')[0];

        Native.KillGroup(int.Parse(wrapper));
        Enough(5);
        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal(["1: initializing", "1: active", "1: lost", "2: initializing", "2: active", "2: completed"], run.History);
    }

    [Fact]
    public async Task Uploads_a_result_too_large_for_a_report()
    {
        var run = Offer(5);
        await using var station = new TestStation(_hub, _scratch, _scratch.Algorithm("head -c 500000 /dev/zero | tr '\\0' x > \"$out\"; head -c 300000 /dev/zero | tr '\\0' '\\377'")).Run();

        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal((RunStatus.Completed, new string('x', 500_000)), (run.State, run.ResultText));
        // Bytes that are no text do not stop a log.
        Assert.Equal(300_000, run.Log!.Length);
    }

    [Fact]
    public async Task Fetches_an_input_too_large_for_a_claim()
    {
        var run = _hub.Offer(5, Image, _scratch.Marks(5) + new string('\n', 400_000));
        var asked = 0;
        _hub.Faults = path => path.EndsWith("/input/1", StringComparison.Ordinal) && ++asked == 1 ? new Fault.CutAfter(100_000) : null;
        await using var station = new TestStation(_hub, _scratch, _scratch.Algorithm("wc -c < \"$in\" > \"$out\"")).Run();

        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal((RunStatus.Completed, 2), (run.State, asked));
        Assert.Equal(400_000, int.Parse(run.ResultText!) - _scratch.Marks(5).Length);
    }

    [Fact]
    public async Task Ends_a_run_as_failed_when_its_result_is_larger_than_the_hub_takes()
    {
        var run = Offer(5);
        _hub.Faults = path => path.Contains("/contents/1/result", StringComparison.Ordinal) ? new Fault.Answer(413) : null;
        await using var station = new TestStation(_hub, _scratch, _scratch.Algorithm("head -c 500000 /dev/zero > \"$out\"; echo done")).Run();

        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal((RunStatus.Failed, null, "done\n"), (run.State, run.Result, run.Log));
        Assert.StartsWith("The algorithm ended with exit code 0. Its result could not be delivered: ", run.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_what_algorithms_print_to_itself_unless_told_to_share_it()
    {
        var run = Offer(5);
        await using var station = new TestStation(_hub, _scratch, _scratch.Algorithm("echo patient 12 is 43; exit 1"), shareLogs: ImagePatterns.None).Run();

        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal((RunStatus.Crashed, "This station does not share the logs of algorithms."), (run.State, run.Log));
    }

    [Theory]
    [InlineData("evil/image:1", "default", RunStatus.NotAllowed, "The image 'evil/image:1' is not among those that this station allows.")]
    [InlineData("plugin/algorithms:1x/../evil", null, RunStatus.NoImage, "This station has no container engine and runs only plugin/algorithms; it cannot run the image 'plugin/algorithms:1x/../evil'.")]
    [InlineData(Image, "other", RunStatus.Failed, "This station has no data source 'other'. It has 'default'.")]
    [InlineData(Image, "default", RunStatus.Failed, "The data source 'default' of this station is missing at the moment.")]
    public async Task Refuses_before_the_start_and_says_why(string image, string? label, string state, string reason)
    {
        var run = _hub.Offer(5, image, _scratch.Marks(5), null, label is null ? [] : [new ClaimedDatabase(label, "{}")]);
        await using var station = new TestStation(_hub, _scratch, _scratch.Algorithm(Compute)).Run();

        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal((state, reason, 0), (run.State, run.Log, _scratch.Count(5, "started")));
        Assert.Equal(state == RunStatus.NotAllowed ? $"{reason} Rule: policies.allowed_images." : reason, run.Cause);
    }

    [Fact]
    public async Task Says_that_an_input_cannot_be_read()
    {
        var run = Offer(5);
        run.SpoilInput();
        await using var station = new TestStation(_hub, _scratch, _scratch.Algorithm(Compute)).Run();

        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal((RunStatus.Failed, "The input cannot be read: The payload is not base64."), (run.State, run.Log));
    }

    [Theory]
    [InlineData("before report active")]
    [InlineData("after report active")]
    [InlineData("before record Stopping")]
    [InlineData("after record Stopping")]
    [InlineData("before remove")]
    [InlineData("after remove")]
    [InlineData("after remove files")]
    [InlineData("after forget")]
    public async Task Leaves_nothing_of_a_killed_run_although_it_dies_over_it(string moment)
    {
        var run = Offer(5);
        var algorithm = _scratch.Algorithm("sleep 1000");
        var mortality = new Mortality(null, moment);
        await using (var first = new TestStation(_hub, _scratch, algorithm, mortality).Run())
        {
            await Task.WhenAny(first.Ended, _hub.Until(() => run.State == RunStates.Active, "The run did not start"));
            await A_station_that_dies.Eventually(() => _scratch.Count(5, "started") == 1, "The algorithm did not start");
            _hub.Kill(5);
            await A_station_that_dies.Eventually(() => mortality.HasDied, $"It did not die {moment}");
        }

        await using var second = new TestStation(_hub, _scratch, algorithm).Run();
        await A_station_that_dies.Eventually(
            () => second.Journal.Entries().Count == 0 && !Directory.EnumerateDirectories(Path.Combine(_scratch.Data, "runs")).Any() && !_scratch.IsAlive(5, 0),
            "Something was left behind");

        Assert.Equal((RunStatus.Killed, 1), (run.State, _scratch.Count(5, "started")));
    }

    private HubRun Offer(int id) => _hub.Offer(id, Image, _scratch.Marks(id));

    private void Enough(params int[] runs)
    {
        foreach (var run in runs)
        {
            File.WriteAllText(Path.Combine(_scratch.Marks(run), "enough"), "");
        }
    }
}
