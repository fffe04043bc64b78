using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Runs;

public sealed class A_run_whose_sibling_failed : RunSpec
{
    private static readonly RunCause Why = RunCauses.SiblingFailed(RunOfBeta);

    [Fact]
    public void Ends_when_nobody_claimed_it() =>
        Given(Requested).When(new CancelForSibling(RunOfBeta, Now)).Then(Ended(0, RunOutcome.Failed, Why));

    [Fact]
    public void Ends_when_it_is_only_claimed() =>
        Given(Requested, Claimed(1)).When(new CancelForSibling(RunOfBeta, Now)).Then(Ended(1, RunOutcome.Failed, Why));

    [Fact]
    public void Ends_when_it_awaits_approval() =>
        Given(Requested, Claimed(1), AwaitsApproval(1)).When(new CancelForSibling(RunOfBeta, Now)).Then(Ended(1, RunOutcome.Failed, Why));

    [Fact]
    public void Goes_on_when_it_initializes() =>
        Given(Requested, Claimed(1), Initializes(1)).When(new CancelForSibling(RunOfBeta, Now)).ThenNothing();

    [Fact]
    public void Goes_on_when_it_is_active() =>
        Given(Active()).When(new CancelForSibling(RunOfBeta, Now)).ThenNothing();

    [Fact]
    public void Stays_completed() =>
        Given([.. Active(), Completed(1)]).When(new CancelForSibling(RunOfBeta, Now)).ThenNothing();
}
