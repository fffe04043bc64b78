using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Tasks;

public sealed class A_killed_tree : TaskSpec
{
    private static readonly Run Central = new Run.Active(AtAlpha, Attempt: 1, Subtasks: 2);
    private static readonly Run Over = new Run.Ended(AtBeta, 1, RunOutcome.Completed, RunCauses.Reported(Words), null, null);

    private static readonly TaskWithRuns Branch = Under(Question, Subtask, new Run.Pending(Born(RunOfSubtask, Subtask), Attempt: 0));
    private static readonly TaskWithRuns Twig =
        Under(Subtask, SecondSubtask, new Run.Unreachable(Born(RunOfSecondSubtask, SecondSubtask), Attempt: 3, Subtasks: 0));

    private static readonly TaskWithRuns[] Tree = [new(new FederatedTask.Active(TheQuestion, Erased.Nothing), [Central, Over]), Branch, Twig];

    [Fact]
    public void Ends_every_open_run_down_to_the_last_descendant() =>
        Assert.Equal(
            Accepted(
                Of(Question, new TaskKilled(Consortium, Now)),
                Of(RunOfAlpha, Killed(1)), Of(RunOfSubtask, Killed(0, Subtask)), Of(RunOfSecondSubtask, Killed(3, SecondSubtask))),
            TaskKilling.Decide(Tree, Now));

    [Fact]
    public void Is_killed_once() =>
        Assert.Equal(
            Decision<StreamEvent>.Nothing, TaskKilling.Decide([new(new FederatedTask.Killed(TheQuestion, Erased.Nothing), [Over])], Now));

    [Fact]
    public void Is_not_one_that_is_finished() =>
        Assert.Equal(
            Refused(TaskRefusals.Finished), TaskKilling.Decide([new(new FederatedTask.Active(TheQuestion, Erased.Nothing), [Over])], Now));

    [Fact]
    public void Is_one_whose_own_runs_are_over_while_a_subtask_runs_on() =>
        Assert.Equal(
            Accepted(Of(Question, new TaskKilled(Consortium, Now)), Of(RunOfSubtask, Killed(0, Subtask))),
            TaskKilling.Decide([new(new FederatedTask.Active(TheQuestion, Erased.Nothing), [Over]), Branch], Now));

    [Fact]
    public void Has_to_exist() =>
        Assert.Equal(Refused(TaskRefusals.Missing), TaskKilling.Decide([new(FederatedTask.Initial, [])], Now));

    [Fact]
    public void Is_killed_before_it_is_retired() =>
        Assert.Equal(
            Accepted(
                Of(Question, new TaskKilled(Consortium, Now)), Of(RunOfAlpha, Killed(1)), Of(RunOfSubtask, Killed(0, Subtask)),
                Of(Question, new TaskRetired(Consortium, Now)), Of(Subtask, new TaskRetired(Consortium, Now))),
            TaskRetiring.Decide([Tree[0], Branch], Now));

    [Fact]
    public void Is_only_retired_when_it_is_finished() =>
        Assert.Equal(
            Accepted(Of(Question, new TaskRetired(Consortium, Now))),
            TaskRetiring.Decide([new(new FederatedTask.Active(TheQuestion, Erased.Nothing), [Over])], Now));

    [Fact]
    public void Is_retired_once() =>
        Assert.Equal(Decision<StreamEvent>.Nothing, TaskRetiring.Decide([new(new FederatedTask.Retired(TheQuestion, Erased.Nothing), [])], Now));

    private static RunOrder Born(RunId run, TaskId task) => new(run, task, Consortium, Beta, NodeB, Input);

    private static TaskWithRuns Under(TaskId parent, TaskId task, Run run) =>
        new(new FederatedTask.Active(TheQuestion with { Id = task, Parent = parent }, Erased.Nothing), [run]);
}
