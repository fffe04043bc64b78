using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Tasks;

public sealed class A_subtask : TaskSpec
{
    private static readonly TaskOrigin.Container ByContainer = new(
        new FederatedTask.Active(TheQuestion, Erased.Nothing), new Run.Active(AtAlpha, Attempt: 1, Subtasks: 1), Attempt: 1);

    private static readonly CreateTask Order = Asking(For(RunOfSubtask, Beta)) with { Id = Subtask };

    [Fact]
    public void Inherits_image_job_and_user_and_belongs_to_the_organisation_of_the_node() =>
        Assert.Equal(
            Accepted(
                Of(Subtask, new TaskCreated(
                    Subtask, Consortium, Alpha, Researcher, Question, Question, RunOfAlpha, Image, new("bmFtZQ=="), new("ZGVzYw=="),
                    Databases, [new(RunOfSubtask, Beta, NodeB)], Now)),
                Of(RunOfSubtask, new RunCreated(RunOfSubtask, Subtask, Consortium, Beta, NodeB, Input, Now)),
                Of(RunOfAlpha, new SubtaskCreated(Consortium, 1, 2, Subtask, Now))),
            Decided(ByContainer, Order));

    [Fact]
    public void Of_a_subtask_is_still_of_the_first_tasks_job()
    {
        var parent = TheQuestion with { Id = SecondSubtask, Job = Question };
        var run = new Run.Active(AtAlpha with { Task = SecondSubtask }, Attempt: 1, Subtasks: 0);

        var decided = Decided(new TaskOrigin.Container(new FederatedTask.Active(parent, Erased.Nothing), run, Attempt: 1), Order);

        var born = Assert.IsType<TaskCreated>(Assert.IsType<Decision<StreamEvent>.Accepted>(decided).Events[0].Event);
        Assert.Equal((Question, SecondSubtask), (born.Job, born.Parent));
    }

    [Fact]
    public void May_name_the_image_by_a_longer_path() =>
        Assert.Equal(Decided(ByContainer, Order), Decided(ByContainer, Order with { Image = $"mirror.example/{Image}" }));

    [Fact]
    public void Runs_no_other_image() =>
        Assert.Equal(Refused(TaskRefusals.OtherImage), Decided(ByContainer, Order with { Image = "registry.example/other:1" }));

    [Fact]
    public void Is_not_ordered_before_its_parent_is_active() =>
        Assert.Equal(
            Refused(RunRefusals.NotActive), Decided(ByContainer with { Run = new Run.Initializing(AtAlpha, Attempt: 1) }, Order));

    [Fact]
    public void Is_not_ordered_by_a_superseded_attempt() =>
        Assert.Equal(
            Refused(RunRefusals.Superseded), Decided(ByContainer with { Run = new Run.Active(AtAlpha, Attempt: 2, Subtasks: 0) }, Order));

    [Fact]
    public void Is_not_ordered_after_the_end_of_its_parent()
    {
        var ended = new Run.Ended(AtAlpha, 1, RunOutcome.Completed, RunCauses.Reported(Words), null, null);
        Assert.Equal(Refused(RunRefusals.Finished(ended)), Decided(ByContainer with { Run = ended }, Order));
    }

    [Fact]
    public void Is_not_ordered_once_the_task_is_killed() =>
        Assert.Equal(Refused(TaskRefusals.Finished), Decided(ByContainer with { Task = new FederatedTask.Killed(TheQuestion, Erased.Nothing) }, Order));

    [Fact]
    public void Is_not_ordered_by_the_run_of_another_task() =>
        Assert.Equal(
            Refused(TaskRefusals.Missing),
            Decided(ByContainer with { Task = new FederatedTask.Active(TheQuestion with { Id = SecondSubtask }, Erased.Nothing) }, Order));

    [Fact]
    public void Stays_in_the_collaboration_of_its_parent() =>
        Assert.Equal(
            Refused(TaskRefusals.OtherCollaboration),
            TaskCreation.Decide(Three with { Id = new CollaborationId(4) }, ByContainer, Order));

    [Fact]
    public void Is_not_ordered_by_an_organisation_that_has_left() =>
        Assert.Equal(
            Refused(TaskRefusals.InitiatorIsNoMember(Alpha)),
            TaskCreation.Decide(Three with { Members = [Beta, Gamma] }, ByContainer, Order));

    private static Decision<StreamEvent> Decided(TaskOrigin origin, CreateTask order) => TaskCreation.Decide(Three, origin, order);
}
