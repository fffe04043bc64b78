using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Runs;

public sealed class A_run_on_a_node_that_is_stopped : RunSpec
{
    private static readonly RunCause Why = RunCauses.StoppedOnNode(NodeA);

    [Fact]
    public void Ends_before_anyone_claimed_it() =>
        Given(Requested).When(new StopOnNode(NodeA, Now)).Then(Ended(0, RunOutcome.Killed, Why));

    [Fact]
    public void Ends_while_active() =>
        Given(Active()).When(new StopOnNode(NodeA, Now)).Then(Ended(1, RunOutcome.Killed, Why));

    [Fact]
    public void Is_not_one_of_another_node() =>
        Given(Active()).When(new StopOnNode(NodeB, Now)).ThenRefused(RunRefusals.OtherNode);

    [Fact]
    public void Stays_completed_when_it_was() =>
        Given([.. Active(), Completed(1)]).When(new StopOnNode(NodeA, Now)).ThenNothing();

    [Fact]
    public void Refuses_what_the_node_still_says() =>
        Given([.. Active(), Ended(1, RunOutcome.Killed, Why)]).When(ReportCompleted(1)).ThenRefused(AlreadyEnded(1, RunOutcome.Killed, Why));
}
