using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Runs;

public sealed class A_lease : RunSpec
{
    [Fact]
    public void Runs_out_after_the_claim() =>
        Given(Requested, Claimed(1)).When(new ExpireLease(1, Now)).Then(LeaseLost(1));

    [Fact]
    public void Runs_out_while_awaiting_approval() =>
        Given(Requested, Claimed(1), AwaitsApproval(1)).When(new ExpireLease(1, Now)).Then(LeaseLost(1));

    [Fact]
    public void Runs_out_while_initializing() =>
        Given(Requested, Claimed(1), Initializes(1)).When(new ExpireLease(1, Now)).Then(LeaseLost(1));

    [Fact]
    public void Never_runs_out_once_active() =>
        Given(Active()).When(new ExpireLease(1, Now)).ThenNothing();

    [Fact]
    public void Never_runs_out_while_the_node_is_out_of_contact() =>
        Given([.. Active(), OutOfContact(1)]).When(new ExpireLease(1, Now)).ThenNothing();

    [Fact]
    public void Does_not_exist_before_the_claim() =>
        Given(Requested).When(new ExpireLease(0, Now)).ThenNothing();

    [Fact]
    public void Ends_the_run_when_the_last_attempt_loses_it() =>
        Given(UpToLastClaim).When(new ExpireLease(5, Now))
            .Then(Ended(5, RunOutcome.Failed, RunCauses.LeaseRanOut));

    [Fact]
    public void Is_forgotten_after_the_end() =>
        Given([.. Active(), Completed(1)]).When(new ExpireLease(1, Now)).ThenNothing();
}
