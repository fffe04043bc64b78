using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.AccessLog;
using Plugin.Node.Configuration;
using Plugin.Node.Journal;
using Plugin.Node.Operator;
using Plugin.Node.Tests.Support;
using Plugin.Testing;

namespace Plugin.Node.Tests.Survival;

/// <summary>The clock on the wall of the station's machine is set, by hours and with runs under way. The hub's and the engine's stay.</summary>
public sealed class A_clock_that_is_set(Engine engine) : IClassFixture<Engine>, IAsyncLifetime
{
    private const string WaitThenEnd = "touch /mnt/tmp/begun; while [ ! -e /mnt/tmp/enough ]; do sleep 0.1; done; printf 42 > /mnt/out/output";
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(30);
    private readonly Scratch _scratch = new();
    private readonly LeapingClock _clock = new();
    private readonly XunitLog _log = new();
    private TestHub _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await TestHub.Start();

    public async ValueTask DisposeAsync()
    {
        await engine.Clean(File.ReadAllText(Path.Combine(_scratch.Data, "station.id")));
        await _hub.DisposeAsync();
        _scratch.Dispose();
    }

    [Theory]
    [InlineData(30, -60)]
    [InlineData(-30, 60)]
    public async Task Changes_no_runs_end_and_stops_nothing(int first, int second)
    {
        var (before, between) = (Offer(1), Offer(2));
        var station = Start();
        await Begun(1);
        await Begun(2);

        _clock.Set(TimeSpan.FromHours(first));
        Enough(1);
        await _hub.Until(() => before.Finished, "The run of before did not end");
        await Beats();

        // The next agent finds a container that began at another time than it would think.
        await station.DisposeAsync();
        station = Start();
        await Beats();
        _clock.Set(TimeSpan.FromHours(second));
        var slow = _hub.Offer(3, Engine.UserImage, "sleep 60");
        slow.Job = 3;
        await _hub.Until(() => slow.Finished, "The run over its time did not end");
        Enough(2);
        await _hub.Until(() => between.Finished, "The run under way did not end");
        await A_station_that_dies.Eventually(() => SqliteJournal.Look(StationFolder.JournalIn(_scratch.Data)).Count == 0, "Something was left behind");
        await station.DisposeAsync();

        Assert.All([before, between], run => Assert.Equal(
            ("42", "1: initializing, 1: active, 1: completed"), (run.ResultText, string.Join(", ", run.History))));
        Assert.Equal(
            (RunStatus.Crashed, 1, "The algorithm ended with exit code 137: it ran longer than the 2 seconds that this station gives."),
            (slow.State, slow.Attempt, slow.Cause));
        var log = AccessLogReader.Verify(Path.Combine(_scratch.Data, AccessLogReader.FileName), null);
        Assert.Equal((null, 4L), (log.Wrong, log.Good));
    }

    [Fact]
    public async Task Takes_no_time_to_decide_from_the_operator()
    {
        var run = Offer(1);
        await using var station = Start(Asking);
        await _hub.Until(() => run.State == RunStates.AwaitingApproval, "It was not held up");

        _clock.Set(Ahead);
        await Beats();

        await Agree(run);

        Assert.Equal((RunStatus.Completed, "42"), (run.State, run.ResultText));
    }

    [Fact]
    public async Task Takes_no_time_to_decide_from_the_operator_of_a_machine_that_came_up_with_it_and_is_set_right()
    {
        var run = await Recovered();
        await using var station = Start(Asking);
        await Beats();

        _clock.Set(-Ahead);
        await _clock.Leap(TimeSpan.FromMinutes(16), TimeSpan.FromSeconds(30));
        await Beats();

        await Agree(run);

        Assert.Equal((RunStatus.Completed, "42"), (run.State, run.ResultText));
    }

    [Fact]
    public async Task Ends_the_wait_for_the_operator_of_a_machine_that_came_up_with_it_after_a_quarter_of_an_hour()
    {
        var run = await Recovered();
        await using var station = Start(Asking);
        await Beats();

        await _clock.Leap(TimeSpan.FromMinutes(16), TimeSpan.FromSeconds(30));
        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal(RunStatus.NotAllowed, run.State);
        Assert.StartsWith("The run was refused by the station: nobody there decided by", run.Cause, StringComparison.Ordinal);
    }

    /// <summary>It waits for its operator, and the machine is started again with a clock that is ahead of all the time there is to decide.</summary>
    private async Task<HubRun> Recovered()
    {
        var run = Offer(1);
        await using (Start(Asking))
        {
            await _hub.Until(() => run.State == RunStates.AwaitingApproval, "It was not held up");
        }

        _clock.Set(Ahead);
        return run;
    }

    /// <summary>The operator lets in what waits, and the run comes to its end.</summary>
    private async Task Agree(HubRun run)
    {
        Enough(1);
        using (var desk = new OperatorDesk(_scratch.Data))
        {
            desk.Decide(desk.Waiting().Single(), new OperatorDecision(true, "jan", "agreed", _clock.GetUtcNow()));
        }

        await _hub.Until(() => run.Finished, "The run did not end");
    }

    private static PolicyConfig Asking(PolicyConfig policies) => policies with { Approval = [new()], DecideWithin = TimeSpan.FromHours(24) };

    private HubRun Offer(int id)
    {
        var run = _hub.Offer(id, Engine.Image, WaitThenEnd, null, new ClaimedDatabase("default", "{}"));
        run.Job = id;
        return run;
    }

    private WholeStation Start(Func<PolicyConfig, PolicyConfig>? change = null)
    {
        var cohort = Path.Combine(_scratch.Folder, "cohort.csv");
        File.WriteAllText(cohort, "age\n40\n");
        var limits = new LimitConfig(TopLevelRuns: 3, MemoryBytes: 64L << 20, Cpus: 0.5, Pids: 64);
        var policies = new PolicyConfig(["plugin-node-tests/.*"]);
        return WholeStation.Start(
            new StationConfig(
                _hub.Address, _hub.Key, _scratch.Data, new RuntimeConfig.Docker(Engine.Socket, ImagePull.Missing),
                [new DatabaseConfig("default", cohort, "csv", new Dictionary<string, string>())], change is null ? policies : change(policies),
                limits with { Images = [new ImageLimits(new ImagePatterns(Engine.UserImage), limits with { Time = TimeSpan.FromSeconds(2) })] },
                new Dictionary<string, string>(), ShareLogs: ImagePatterns.All, PrivateKeyFile: null),
            _clock, _log);
    }

    private Task Begun(int job) => A_station_that_dies.Eventually(() => File.Exists(Job(job, "begun")), $"Run {job} did not begin");

    /// <summary>The heartbeat goes on.</summary>
    private async Task Beats()
    {
        var before = Heartbeats();
        await A_station_that_dies.Eventually(() => Heartbeats() > before + 1, "The heartbeat stopped");
    }

    private int Heartbeats() => _hub.Asked.Count(a => a.EndsWith("/heartbeat", StringComparison.Ordinal));

    private void Enough(int job)
    {
        Directory.CreateDirectory(Path.Combine(_scratch.Data, "jobs", $"{job}"));
        File.WriteAllText(Job(job, "enough"), "");
    }

    private string Job(int job, string file) => Path.Combine(_scratch.Data, "jobs", $"{job}", file);
}
