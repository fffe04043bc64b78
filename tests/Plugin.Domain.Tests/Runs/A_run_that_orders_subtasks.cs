using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Runs;

public sealed class A_run_that_orders_subtasks : RunSpec
{
    [Fact]
    public void Numbers_them_from_one() =>
        Given(Active()).When(new RecordSubtask(1, 1, Subtask, Now)).Then(Ordered(1, 1));

    [Fact]
    public void Goes_on_counting_while_its_node_is_out_of_contact() =>
        Given([.. Active(), Ordered(1, 1), OutOfContact(1)]).When(new RecordSubtask(1, 2, Subtask, Now)).Then(Ordered(1, 2));

    [Fact]
    public void Counts_anew_in_a_new_attempt() =>
        Given(Requested, Claimed(1), Started(1), Lost(1), Claimed(2), Started(2)).When(new RecordSubtask(2, 1, Subtask, Now))
            .Then(Ordered(2, 1));

    [Fact]
    public void Leaves_out_no_number() =>
        Given(Active()).When(new RecordSubtask(1, 2, Subtask, Now)).ThenRefused(RunRefusals.SubtaskOutOfOrder);

    [Fact]
    public void Has_to_be_active() =>
        Given(Requested, Claimed(1), Initializes(1)).When(new RecordSubtask(1, 1, Subtask, Now)).ThenRefused(RunRefusals.NotActive);

    [Fact]
    public void Is_no_longer_active_when_held() =>
        Given([.. Active(), KeptBack(1)]).When(new RecordSubtask(1, 1, Subtask, Now)).ThenRefused(RunRefusals.NotActive);

    [Fact]
    public void Had_to_claim_the_attempt() =>
        Given(Active()).When(new RecordSubtask(2, 1, Subtask, Now)).ThenRefused(RunRefusals.NeverClaimed);
}
