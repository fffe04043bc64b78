using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Runs;

public sealed class A_run_that_is_reported_on : RunSpec
{
    [Fact]
    public void Awaits_approval() =>
        Given(Requested, Claimed(1)).When(new ReportAwaitingApproval(NodeA, 1, Now)).Then(AwaitsApproval(1));

    [Fact]
    public void Initializes_after_the_claim() =>
        Given(Requested, Claimed(1)).When(new ReportInitializing(NodeA, 1, Now)).Then(Initializes(1));

    [Fact]
    public void Initializes_after_approval() =>
        Given(Requested, Claimed(1), AwaitsApproval(1)).When(new ReportInitializing(NodeA, 1, Now)).Then(Initializes(1));

    [Fact]
    public void Is_approved_once_it_awaits_it() =>
        Given(Requested, Claimed(1), AwaitsApproval(1)).When(new ReportApproved(NodeA, 1, Words, Now)).Then(Approved(1));

    [Fact]
    public void Is_not_approved_when_nobody_was_asked() =>
        Given(Requested, Claimed(1)).When(new ReportApproved(NodeA, 1, Words, Now)).ThenRefused(RunRefusals.NotAwaitingApproval);

    [Fact]
    public void Initializes_once_it_was_approved() =>
        Given(Requested, Claimed(1), AwaitsApproval(1), Approved(1)).When(new ReportInitializing(NodeA, 1, Now)).Then(Initializes(1));

    [Fact]
    public void Becomes_active() =>
        Given(Requested, Claimed(1), Initializes(1)).When(ReportStarted(1)).Then(Started(1));

    [Fact]
    public void Becomes_active_also_straight_after_the_claim() =>
        Given(Requested, Claimed(1)).When(ReportStarted(1)).Then(Started(1));

    [Fact]
    public void Is_held_once_active() =>
        Given(Active()).When(new ReportHeld(NodeA, 1, Words, Now)).Then(KeptBack(1));

    [Fact]
    public void Is_not_held_before_it_is_active() =>
        Given(Requested, Claimed(1), Initializes(1)).When(new ReportHeld(NodeA, 1, Words, Now))
            .ThenRefused(RunRefusals.NotActive);

    [Fact]
    public void Completes_with_result_and_log() =>
        Given(Active()).When(ReportCompleted(1)).Then(Completed(1));

    [Fact]
    public void Completes_also_after_being_held() =>
        Given([.. Active(), KeptBack(1)]).When(ReportCompleted(1)).Then(Completed(1));

    [Fact]
    public void Is_not_allowed_by_a_rule_of_the_station_before_anything_started() =>
        Given(Requested, Claimed(1), AwaitsApproval(1))
            .When(new ReportEnded(NodeA, 1, RunOutcome.NotAllowed, Words, null, null, Now))
            .Then(Ended(1, RunOutcome.NotAllowed, RunCauses.Reported(Words)));

    [Fact]
    public void Does_not_complete_without_a_result() =>
        Given(Active()).When(ReportCompleted(1) with { Result = null }).ThenRefused(RunRefusals.WithoutResult);

    [Fact]
    public void Refuses_another_node() =>
        Given(Active()).When(ReportCompleted(1) with { Node = NodeB }).ThenRefused(RunRefusals.OtherNode);

    [Fact]
    public void Refuses_an_attempt_that_no_claim_was_given() =>
        Given(Active()).When(ReportCompleted(2)).ThenRefused(RunRefusals.NeverClaimed);

    [Fact]
    public void Refuses_a_report_when_it_does_not_exist() =>
        GivenNothing.When(ReportCompleted(1)).ThenRefused(RunRefusals.Missing);
}
