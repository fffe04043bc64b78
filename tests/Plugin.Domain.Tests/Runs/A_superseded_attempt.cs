using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Runs;

public sealed class A_superseded_attempt : RunSpec
{
    public static TheoryData<RunReport> Reports { get; } =
    [
        new ReportAwaitingApproval(NodeA, 1, Now), new ReportInitializing(NodeA, 1, Now), ReportStarted(1),
        new ReportHeld(NodeA, 1, Words, Now), ReportCompleted(1), ReportCrashed(1),
    ];

    [Theory, MemberData(nameof(Reports), DisableDiscoveryEnumeration = true)]
    public void Is_not_heard_once_its_lease_is_lost(RunReport report) =>
        Given(Requested, Claimed(1), LeaseLost(1)).When(report).ThenRefused(RunRefusals.Superseded);

    [Theory, MemberData(nameof(Reports), DisableDiscoveryEnumeration = true)]
    public void Is_not_heard_while_the_next_is_active(RunReport report) =>
        Given(Requested, Claimed(1), LeaseLost(1), Claimed(2), Started(2)).When(report).ThenRefused(RunRefusals.Superseded);

    [Theory, MemberData(nameof(Reports), DisableDiscoveryEnumeration = true)]
    public void Is_not_heard_after_the_next_has_ended(RunReport report) =>
        Given(Requested, Claimed(1), LeaseLost(1), Claimed(2), Started(2), Completed(2)).When(report)
            .ThenRefused(RunRefusals.Superseded);

    [Fact]
    public void Cannot_give_back_what_the_next_holds() =>
        Given(Requested, Claimed(1), LeaseLost(1), Claimed(2)).When(ReportLost(1)).ThenRefused(RunRefusals.Superseded);

    [Fact]
    public void Orders_no_subtask() =>
        Given(Requested, Claimed(1), LeaseLost(1), Claimed(2), Started(2)).When(new RecordSubtask(1, 1, Subtask, Now))
            .ThenRefused(RunRefusals.Superseded);

    [Fact]
    public void Does_not_take_the_lease_of_the_next_with_it() =>
        Given(Requested, Claimed(1), LeaseLost(1), Claimed(2)).When(new ExpireLease(1, Now)).ThenNothing();
}
