using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Operator;
using Plugin.Node.Policies;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Survival;

/// <summary>The hub is older than the station, or was restored to the past: it answers what nobody can mend by saying it again.</summary>
public sealed class A_hub_that_does_not_know_a_report : IAsyncLifetime
{
    private const string Image = "plugin/algorithms:1";
    private static readonly PolicyConfig Asking = TestStation.Allowed with { Approval = [new() { Images = [Image] }], Hold = [new() { Images = [Image] }] };
    private readonly Scratch _scratch = new();
    private readonly List<string> _refused = [];
    private TestHub _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await TestHub.Start();

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _scratch.Dispose();
    }

    [Theory]
    [InlineData("body.invalid")]
    [InlineData("run.not_awaiting_approval")]
    public async Task Is_told_it_once_by_a_run_that_goes_on_to_its_end(string code)
    {
        Refuse(code, RunStates.AwaitingApproval, RunReport.Approved, RunStates.Held);
        var run = _hub.Offer(5, Image, _scratch.Marks(5));
        await using var station = Station(Asking);

        await Decide(5, yes: true, MatterKind.Approval);
        await Decide(5, yes: true, MatterKind.Release);
        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal(["1: initializing", "1: active", "1: completed"], run.History);
        Assert.Equal(("42", 1), (run.ResultText, _scratch.Count(5, "started")));
        // Before its approval is told, a hub that went back would have to hear again that it waited.
        Assert.Equal([RunStates.AwaitingApproval, RunStates.AwaitingApproval, RunReport.Approved, RunStates.Held], _refused);
        await station.Says("The hub has no use for what this station says of run 5 (attempt 1): approved. The run goes on without.");
    }

    [Fact]
    public async Task Is_offered_the_end_until_it_takes_it()
    {
        var refusals = 0;
        _hub.Refuses = report => report.State == RunStatus.Completed && ++refusals < 4 ? "body.invalid" : null;
        var run = _hub.Offer(5, Image, _scratch.Marks(5));
        await using var station = Station(TestStation.Allowed);

        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal((RunStatus.Completed, "42", 1, 4), (run.State, run.ResultText, _scratch.Count(5, "started"), refusals));
        await station.Says("The hub refuses the end of run 5 (attempt 1): completed. Result and log stay here and are offered again; ask the hub's operator.");
    }

    [Theory]
    [InlineData("before report approved")]
    [InlineData("after report approved")]
    public async Task Of_an_approval_hears_it_before_the_rules_that_changed_meanwhile_end_the_run(string moment)
    {
        var run = _hub.Offer(5, Image, _scratch.Marks(5));
        var mortality = new Mortality(null, moment);
        await using (Station(Asking, mortality))
        {
            await Decide(5, yes: true, MatterKind.Approval);
            await A_station_that_dies.Eventually(() => mortality.HasDied, "The agent did not report the approval");
        }

        await using var strict = Station(new PolicyConfig(["plugin/other"]));
        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal(
            ["1: awaiting approval", "1: The run was approved by jan: agreed. Rule: policies.approval[0].", "1: not allowed"], run.History.Distinct());
        Assert.Equal(
            ($"The image '{Image}' is not among those that this station allows. Rule: policies.allowed_images.", 0),
            (run.Cause, _scratch.Count(5, "started")));
        await A_station_that_dies.Eventually(() => strict.Journal.Entries().Count == 0, "Something was left behind");
    }

    private void Refuse(string code, params string[] states) => _hub.Refuses = report =>
    {
        if (!states.Contains(report.State))
        {
            return null;
        }

        _refused.Add(report.State);
        return code;
    };

    private async Task Decide(int run, bool yes, MatterKind kind)
    {
        WaitingRun? waiting = null;
        await A_station_that_dies.Eventually(
            () => File.Exists(Path.Combine(_scratch.Data, "journal.db")) && (waiting = Waiting(run, kind)) is not null, $"Nobody was asked about the {kind}");
        using var desk = new OperatorDesk(_scratch.Data);
        desk.Decide(waiting!, new OperatorDecision(yes, "jan", "agreed", TimeProvider.System.GetUtcNow()));
    }

    private WaitingRun? Waiting(int run, MatterKind kind)
    {
        using var desk = new OperatorDesk(_scratch.Data);
        return desk.Waiting().FirstOrDefault(w => w.Id.Run == run && w.Matter.Kind == kind);
    }

    private TestStation Station(PolicyConfig policies, Mortality? mortality = null) =>
        new TestStation(_hub, _scratch, _scratch.Algorithm("printf 42 > \"$out\""), mortality, policies: policies).Run();
}
