using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Tasks;

public sealed class A_run_that_failed : TaskSpec
{
    private static readonly Run.Ended Crashed = new(AtAlpha, 1, RunOutcome.Crashed, RunCauses.Reported(Words), null, null);

    [Fact]
    public void Takes_along_the_siblings_that_have_not_started() =>
        Assert.Equal(
            Accepted(Of(RunOfBeta, new RunEnded(
                Consortium, Question, 0, RunOutcome.Failed, RunCauses.SiblingFailed(RunOfAlpha), null, null, Now))),
            SiblingCancelling.Decide(Crashed, [new Run.Pending(AtBeta, Attempt: 0)], Now));

    [Fact]
    public void Leaves_alone_those_that_have() =>
        Assert.Equal(
            Decision<StreamEvent>.Nothing, SiblingCancelling.Decide(Crashed, [new Run.Active(AtBeta, Attempt: 1, Subtasks: 0)], Now));

    [Fact]
    public void Is_not_one_that_completed() =>
        Assert.Equal(
            Decision<StreamEvent>.Nothing,
            SiblingCancelling.Decide(
                Crashed with { Outcome = RunOutcome.Completed }, [new Run.Pending(AtBeta, Attempt: 0)], Now));
}
