using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Configuration;
using Plugin.Node.Operator;
using Plugin.Node.Policies;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Policies;

public sealed class A_run_that_waits_for_the_operator : IAsyncLifetime
{
    private const string Image = "plugin/algorithms:1";
    private static readonly PolicyConfig Asking = TestStation.Allowed with { Approval = [new() { Images = [Image] }] };
    private static readonly PolicyConfig Holding = TestStation.Allowed with { Hold = [new() { Images = [Image] }] };
    private readonly Scratch _scratch = new();
    private TestHub _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await TestHub.Start();

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Starts_once_it_is_approved_although_the_agent_dies_before_and_after()
    {
        var run = Offer(5);
        await using (Station(Asking))
        {
            await _hub.Until(() => run.State == RunStates.AwaitingApproval, "It was not held up");
        }

        // No agent runs.
        Decide(5, yes: true, "as agreed with the ethics board.");
        var mortality = new Mortality(null, "before report approved");
        await using (Station(Asking, mortality))
        {
            await A_station_that_dies.Eventually(() => mortality.HasDied, "The second agent did not look");
        }

        await using var third = Station(Asking);
        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal(
            [
                "1: awaiting approval", "1: The run was approved by jan: as agreed with the ethics board. Rule: policies.approval[0].",
                "1: initializing", "1: active", "1: completed",
            ],
            run.History);
        Assert.Equal(("42", 1), (run.ResultText, _scratch.Count(5, "started")));
        await A_station_that_dies.Eventually(() => third.Journal.Entries().Count == 0, "Something was left behind");
        Assert.Null(third.Journal.Decision(new(5, 1), MatterKind.Approval));
    }

    [Fact]
    public async Task Is_not_started_when_the_operator_refuses()
    {
        var run = Offer(5);
        await using var station = Station(Asking);
        await _hub.Until(() => run.State == RunStates.AwaitingApproval, "It was not held up");

        Decide(5, yes: false, "no agreement");
        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal(
            (RunStatus.NotAllowed, "The run was refused by jan: no agreement.", "The run was refused by jan: no agreement. Rule: policies.approval[0].", 0),
            (run.State, run.Log, run.Cause, _scratch.Count(5, "started")));
    }

    [Fact]
    public async Task Is_refused_when_nobody_decides_in_time()
    {
        var run = Offer(5);
        await using var station = Station(Asking with { DecideWithin = TimeSpan.FromMilliseconds(200) });

        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal(RunStatus.NotAllowed, run.State);
        Assert.StartsWith("The run was refused by the station: nobody there decided by ", run.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_no_place_that_others_need_and_takes_one_when_it_is_approved()
    {
        var (waiting, other) = (Offer(5), Offer(6, "plugin/algorithms:2"));
        await using var station = Station(Asking, body: Wait, limits: new LimitConfig(TopLevelRuns: 1));
        await _hub.Until(() => other.State == RunStates.Active && waiting.State == RunStates.AwaitingApproval, "The other run did not start");

        Decide(5, yes: true, null);
        await _hub.Until(() => waiting.History.Count == 2, "It was not approved");
        // The only place is taken.
        Assert.Equal(0, _scratch.Count(5, "started"));
        Enough(6);
        await _hub.Until(() => waiting.State == RunStates.Active && other.Finished, "It got no place");
        Enough(5);
        await _hub.Until(() => waiting.Finished, "The run did not end");

        Assert.Equal("1: The run was approved by jan. Rule: policies.approval[0].", waiting.History[1]);
    }

    [Fact]
    public async Task Ends_at_once_when_it_is_killed()
    {
        var (waiting, held) = (Offer(5), Offer(6, "plugin/algorithms:2"));
        await using var station = Station(Asking with { Hold = [new() { Images = ["plugin/algorithms:2"] }] });
        await _hub.Until(() => waiting.State == RunStates.AwaitingApproval && held.State == RunStates.Held, "They do not wait");

        _hub.Kill(5);
        _hub.Kill(6);
        await A_station_that_dies.Eventually(() => station.Journal.Entries().Count == 0, "Something was left behind");

        Assert.Equal((0, 1), (_scratch.Count(5, "started"), _scratch.Count(6, "started")));
        Assert.False(Directory.Exists(Path.Combine(_scratch.Data, "runs", "6-1")));
        using var desk = new OperatorDesk(_scratch.Data);
        Assert.Empty(desk.Waiting());
    }

    [Fact]
    public async Task Keeps_its_result_back_over_a_restart_until_it_is_released()
    {
        var run = Offer(5);
        await using (Station(Holding))
        {
            await _hub.Until(() => run.State == RunStates.Held, "The result was not held");
        }

        Assert.Equal(("NDI=", null), (File.ReadAllText(Path.Combine(_scratch.Data, "runs", "5-1", "sealed", "result")), run.Result));
        await using var second = Station(Holding);
        Decide(5, yes: true, "checked");
        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal(["1: initializing", "1: active", "1: held", "1: completed"], run.History);
        Assert.Equal(
            ("42", "The algorithm ended with exit code 0. The release of its result was approved by jan: checked. Rule: policies.hold[0].", "computing\n", 1),
            (run.ResultText, run.Cause, run.Log, _scratch.Count(5, "started")));
    }

    [Fact]
    public async Task Shows_nothing_that_it_prints_before_its_release()
    {
        var (held, other) = (Offer(5), Offer(6, "plugin/algorithms:2"));
        await using var station = Station(Holding, body: $"echo computing; {Wait}");
        await _hub.Until(() => other.Shown.Any(l => l.Text == "computing\n") && _scratch.Count(5, "started") == 1, "The other run's log was not shown");
        Enough(5);
        Enough(6);
        await _hub.Until(() => held.State == RunStates.Held && other.Finished, "The runs did not end");

        Assert.Empty(held.Shown);
    }

    [Fact]
    public async Task Gives_away_nothing_when_its_release_is_refused()
    {
        var run = Offer(5);
        await using var station = Station(Holding);
        await _hub.Until(() => run.State == RunStates.Held, "The result was not held");

        Decide(5, yes: false, "one patient stands out");
        // The first word stands.
        Assert.False(Decide(5, yes: true, null).Yes);
        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal(
            (RunStatus.NotAllowed, null, "The release of the result was refused by jan: one patient stands out."), (run.State, run.Result, run.Log));
    }

    [Fact]
    public async Task Is_none_when_its_result_is_larger_than_may_leave()
    {
        var run = Offer(5);
        await using var station = Station(TestStation.Allowed with { LargestResult = 1, Hold = [new()] });

        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal(
            (RunStatus.NotAllowed, null, "The result has 2 bytes, and this station lets no more than 1 leave."), (run.State, run.Result, run.Log));
    }

    [Fact]
    public async Task Is_judged_anew_when_the_rules_change_under_it()
    {
        var run = Offer(5);
        var mortality = new Mortality(null, "before start");
        await using (Station(TestStation.Allowed, mortality))
        {
            await A_station_that_dies.Eventually(() => mortality.HasDied, "It was not about to start");
        }

        await using var second = Station(Asking);
        await _hub.Until(() => run.State == RunStates.AwaitingApproval, "It was not asked about");

        Assert.Equal(["1: initializing", "1: lost", "2: awaiting approval"], run.History);
        Assert.Equal(0, _scratch.Count(5, "started"));
    }

    private const string Compute = "echo computing; printf 42 > \"$out\"";
    private const string Wait = "while [ ! -e \"$marks/enough\" ]; do sleep 0.02; done; printf 42 > \"$out\"";

    private HubRun Offer(int id, string image = Image) => _hub.Offer(id, image, _scratch.Marks(id));

    private TestStation Station(PolicyConfig policies, Mortality? mortality = null, string body = Compute, LimitConfig? limits = null) =>
        new TestStation(_hub, _scratch, _scratch.Algorithm(body), mortality, limits, policies: policies).Run();

    private OperatorDecision Decide(int run, bool yes, string? reason)
    {
        using var desk = new OperatorDesk(_scratch.Data);
        var waiting = desk.Waiting().FirstOrDefault(w => w.Id.Run == run) ?? _decided!;
        return desk.Decide(_decided = waiting, new OperatorDecision(yes, "jan", reason, TimeProvider.System.GetUtcNow()));
    }

    private WaitingRun? _decided;

    private void Enough(int run) => File.WriteAllText(Path.Combine(_scratch.Marks(run), "enough"), "");
}
