using Plugin.Domain.AlgorithmStores;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Tasks;

public sealed class A_task_from_a_store : TaskSpec
{
    private static Decision<StreamEvent> Ordered(AlgorithmStore store) =>
        TaskCreation.Decide(Three, ByResearcher, Asking(For(RunOfAlpha, Alpha)) with { Store = store });

    private static AlgorithmStore.Linked Linked(CollaborationId? to) =>
        new AlgorithmStore.Linked(Store, "Community", "https://store.example.org/api", "https://hub.example.org/api", to);

    private static TaskCreated Created(Decision<StreamEvent> decision) =>
        Assert.IsType<TaskCreated>(Assert.IsType<Decision<StreamEvent>.Accepted>(decision).Events[0].Event);

    [Fact]
    public void Remembers_its_store()
    {
        Assert.Equal(Store, Created(Ordered(Linked(Consortium))).Store);
        Assert.Equal(Store, Created(Ordered(Linked(null))).Store);
    }

    [Fact]
    public void Is_refused_for_a_store_of_another_collaboration() =>
        Assert.Equal(Refused(TaskRefusals.StoreOfOtherCollaboration), Ordered(Linked(new(4))));

    [Fact]
    public void Is_refused_for_a_store_that_is_not_linked()
    {
        Assert.Equal(Refused(TaskRefusals.UnknownStore), Ordered(AlgorithmStore.Initial));
        Assert.Equal(Refused(TaskRefusals.UnknownStore), Ordered(new AlgorithmStore.Unlinked()));
    }

    [Fact]
    public void Hands_its_store_down_to_subtasks_whatever_they_name()
    {
        var parent = new FederatedTask.Active(TheQuestion with { Store = Store }, Erased.Nothing);
        var origin = new TaskOrigin.Container(parent, new Run.Active(AtAlpha, Attempt: 1, Subtasks: 0), Attempt: 1);

        var subtask = TaskCreation.Decide(
            Three, origin, Asking(For(RunOfSubtask, Beta)) with { Id = Subtask, Store = new AlgorithmStore.Unlinked() });

        Assert.Equal(Store, Created(subtask).Store);
    }
}
