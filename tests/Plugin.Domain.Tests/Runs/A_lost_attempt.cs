using Plugin.Domain.Runs;

namespace Plugin.Domain.Tests.Runs;

public sealed class A_lost_attempt : RunSpec
{
    [Fact]
    public void Is_released_before_it_was_active() =>
        Given(Requested, Claimed(1), Initializes(1)).When(ReportLost(1)).Then(Lost(1));

    [Fact]
    public void Is_released_once_active_without_subtasks() =>
        Given(Active()).When(ReportLost(1)).Then(Lost(1));

    [Fact]
    public void Is_released_when_the_node_comes_back_without_it() =>
        Given([.. Active(), OutOfContact(1)]).When(ReportLost(1)).Then(Lost(1));

    [Fact]
    public void Ends_a_run_that_has_ordered_subtasks() =>
        Given([.. Active(), Ordered(1, 1)]).When(ReportLost(1)).Then(Ended(1, RunOutcome.Unknown, LostIt));

    [Fact]
    public void Ends_a_run_that_has_ordered_subtasks_also_when_out_of_contact() =>
        Given([.. Active(), Ordered(1, 1), OutOfContact(1)]).When(ReportLost(1)).Then(Ended(1, RunOutcome.Unknown, LostIt));

    [Fact]
    public void Ends_the_run_when_it_was_the_last() =>
        Given([.. UpToLastClaim, Started(5)]).When(ReportLost(5))
            .Then(Ended(5, RunOutcome.Failed, LostIt));
}
