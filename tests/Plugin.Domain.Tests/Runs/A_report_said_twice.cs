using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Runs;

/// <summary>The first got through and its acknowledgement did not, or it was overtaken by a later one.</summary>
public sealed class A_report_said_twice : RunSpec
{
    [Fact]
    public void Awaiting_approval_is_acknowledged() =>
        Given(Requested, Claimed(1), AwaitsApproval(1)).When(new ReportAwaitingApproval(NodeA, 1, Now)).ThenNothing();

    [Fact]
    public void Approved_is_acknowledged() =>
        Given(Requested, Claimed(1), AwaitsApproval(1), Approved(1)).When(new ReportApproved(NodeA, 1, Words, Now)).ThenNothing();

    [Fact]
    public void Approved_is_acknowledged_after_the_start() =>
        Given([Requested, Claimed(1), AwaitsApproval(1), Approved(1), Started(1)]).When(new ReportApproved(NodeA, 1, Words, Now)).ThenNothing();

    [Fact]
    public void Initializing_is_acknowledged() =>
        Given(Requested, Claimed(1), Initializes(1)).When(new ReportInitializing(NodeA, 1, Now)).ThenNothing();

    [Fact]
    public void Started_is_acknowledged() =>
        Given(Active()).When(ReportStarted(1)).ThenNothing();

    [Fact]
    public void Held_is_acknowledged() =>
        Given([.. Active(), KeptBack(1)]).When(new ReportHeld(NodeA, 1, Words, Now)).ThenNothing();

    [Fact]
    public void Completed_is_acknowledged() =>
        Given([.. Active(), Completed(1)]).When(ReportCompleted(1)).ThenNothing();

    [Fact]
    public void Lost_is_acknowledged_while_the_run_waits() =>
        Given([.. Active(), Lost(1)]).When(ReportLost(1)).ThenNothing();

    [Fact]
    public void Lost_is_acknowledged_after_it_ended_a_central_run() =>
        Given([.. Active(), Ordered(1, 1), Ended(1, RunOutcome.Unknown, LostIt)]).When(ReportLost(1)).ThenNothing();

    [Fact]
    public void Lost_is_acknowledged_after_it_used_up_the_last_attempt() =>
        Given([.. UpToLastClaim, Ended(5, RunOutcome.Failed, LostIt)]).When(ReportLost(5)).ThenNothing();

    [Fact]
    public void Of_a_stage_that_has_passed_changes_nothing() =>
        Given(Active()).When(new ReportInitializing(NodeA, 1, Now)).ThenNothing();

    [Fact]
    public void With_another_outcome_is_refused() =>
        Given([.. Active(), Completed(1)]).When(ReportCrashed(1))
            .ThenRefused(AlreadyEnded(1, RunOutcome.Completed, RunCauses.Reported(Words)));

    [Fact]
    public void Is_known_by_its_outcome_since_words_sealed_twice_differ() =>
        Given([.. Active(), Completed(1)]).When(ReportCompleted(1) with { Words = new Sealed("YWdhaW4=") }).ThenNothing();

    [Fact]
    public void Is_not_taken_for_what_the_hub_decided() =>
        Given([.. Active(), OutOfContact(1), Ended(1, RunOutcome.Unknown, RunCauses.GivenUp)])
            .When(ReportCrashed(1) with { Outcome = RunOutcome.Unknown })
            .ThenRefused(AlreadyEnded(1, RunOutcome.Unknown, RunCauses.GivenUp));

    [Fact]
    public void After_the_end_is_refused_when_it_is_not_the_last_word() =>
        Given([.. Active(), Completed(1)]).When(ReportStarted(1))
            .ThenRefused(AlreadyEnded(1, RunOutcome.Completed, RunCauses.Reported(Words)));
}
