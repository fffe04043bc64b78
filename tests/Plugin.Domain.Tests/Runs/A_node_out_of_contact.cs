using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Runs;

public sealed class A_node_out_of_contact : RunSpec
{
    [Fact]
    public void Leaves_an_active_run_unreachable() =>
        Given(Active()).When(new LoseContact(NodeA, Now)).Then(OutOfContact(1));

    [Fact]
    public void Changes_nothing_for_a_run_that_waits() =>
        Given(Requested).When(new LoseContact(NodeA, Now)).ThenNothing();

    [Fact]
    public void Changes_nothing_for_a_run_on_a_lease() =>
        Given(Requested, Claimed(1), Initializes(1)).When(new LoseContact(NodeA, Now)).ThenNothing();

    [Fact]
    public void Changes_nothing_for_a_held_run() =>
        Given([.. Active(), KeptBack(1)]).When(new LoseContact(NodeA, Now)).ThenNothing();

    [Fact]
    public void Comes_back_to_the_same_attempt() =>
        Given([.. Active(), OutOfContact(1)]).When(new RegainContact(NodeA, 1, Now)).Then(BackInContact(1));

    [Fact]
    public void Does_not_come_back_for_another_attempt() =>
        Given(Requested, Claimed(1), LeaseLost(1), Claimed(2), Started(2), OutOfContact(2))
            .When(new RegainContact(NodeA, 1, Now)).ThenNothing();

    [Fact]
    public void Is_believed_when_it_brings_the_result() =>
        Given([.. Active(), OutOfContact(1)]).When(ReportCompleted(1)).Then(Completed(1));

    [Fact]
    public void May_hold_the_result() =>
        Given([.. Active(), OutOfContact(1)]).When(new ReportHeld(NodeA, 1, Words, Now)).Then(KeptBack(1));

    [Fact]
    public void Is_given_up_in_the_end() =>
        Given([.. Active(), OutOfContact(1)]).When(new GiveUp(1, Now)).Then(Ended(1, RunOutcome.Unknown, RunCauses.GivenUp));

    [Fact]
    public void Is_not_given_up_after_it_came_back() =>
        Given([.. Active(), OutOfContact(1), BackInContact(1)]).When(new GiveUp(1, Now)).ThenNothing();

    [Fact]
    public void Is_refused_after_it_was_given_up() =>
        Given([.. Active(), OutOfContact(1), Ended(1, RunOutcome.Unknown, RunCauses.GivenUp)]).When(ReportCompleted(1))
            .ThenRefused(AlreadyEnded(1, RunOutcome.Unknown, RunCauses.GivenUp));
}
