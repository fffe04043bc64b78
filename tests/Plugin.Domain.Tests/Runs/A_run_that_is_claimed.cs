using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Runs;

public sealed class A_run_that_is_claimed : RunSpec
{
    [Fact]
    public void Gets_an_attempt_in_a_new_generation_that_no_lost_event_can_have_given()
    {
        Given(Requested).When(new ClaimRun(NodeA, Now, Generation: 2)).Then(Claimed(6));
        Given(Requested, Claimed(1), LeaseLost(1)).When(new ClaimRun(NodeA, Now, Generation: 3)).Then(Claimed(11));
        Given(Requested, Claimed(6), LeaseLost(6)).When(new ClaimRun(NodeA, Now, Generation: 2)).Then(Claimed(7));
    }

    [Fact]
    public void Has_as_many_attempts_in_each_generation()
    {
        Given(Requested, Claimed(9)).When(new ExpireLease(9, Now)).Then(LeaseLost(9));
        Given(Requested, Claimed(10)).When(new ExpireLease(10, Now))
            .Then(Ended(10, RunOutcome.Failed, RunCauses.LeaseRanOut));
    }

    [Fact]
    public void Gives_its_node_the_first_attempt() =>
        Given(Requested).When(new ClaimRun(NodeA, Now, Generation: 1)).Then(Claimed(1));

    [Fact]
    public void Gives_the_next_attempt_after_a_lost_lease() =>
        Given(Requested, Claimed(1), LeaseLost(1)).When(new ClaimRun(NodeA, Now, Generation: 1)).Then(Claimed(2));

    [Fact]
    public void Answers_a_repeated_claim_with_the_same_attempt() =>
        Given(Requested, Claimed(1)).When(new ClaimRun(NodeA, Now, Generation: 1)).ThenNothing();

    [Fact]
    public void Refuses_another_node() =>
        Given(Requested).When(new ClaimRun(NodeB, Now, Generation: 1)).ThenRefused(RunRefusals.OtherNode);

    [Fact]
    public void Refuses_a_claim_while_it_awaits_approval() =>
        Given(Requested, Claimed(1), AwaitsApproval(1)).When(new ClaimRun(NodeA, Now, Generation: 1)).ThenRefused(RunRefusals.AlreadyClaimed);

    [Fact]
    public void Refuses_a_claim_while_it_initializes() =>
        Given(Requested, Claimed(1), Initializes(1)).When(new ClaimRun(NodeA, Now, Generation: 1)).ThenRefused(RunRefusals.AlreadyClaimed);

    [Fact]
    public void Refuses_a_claim_while_it_is_active() =>
        Given(Active()).When(new ClaimRun(NodeA, Now, Generation: 1)).ThenRefused(RunRefusals.AlreadyClaimed);

    [Fact]
    public void Refuses_a_claim_while_its_node_is_out_of_contact() =>
        Given([.. Active(), OutOfContact(1)]).When(new ClaimRun(NodeA, Now, Generation: 1)).ThenRefused(RunRefusals.AlreadyClaimed);

    [Fact]
    public void Refuses_a_claim_after_its_end() =>
        Given([.. Active(), Completed(1)]).When(new ClaimRun(NodeA, Now, Generation: 1))
            .ThenRefused(AlreadyEnded(1, RunOutcome.Completed, RunCauses.Reported(Words)));

    [Fact]
    public void Refuses_a_claim_when_it_does_not_exist() =>
        GivenNothing.When(new ClaimRun(NodeA, Now, Generation: 1)).ThenRefused(RunRefusals.Missing);
}
