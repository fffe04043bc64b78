using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Runs;

/// <summary>A vantage6 node tells the outcome first, and the log when it has collected it.</summary>
public sealed class A_failed_run_with_more_to_say : RunSpec
{
    private static readonly RunEvent[] Failed = [.. Active(), Ended(1, RunOutcome.StartFailed, RunCauses.Reported(Words))];

    private static ReportEnded Report(RunOutcome outcome) => new(NodeA, 1, outcome, Words, null, Log, Now);

    [Fact]
    public void Is_given_the_log_that_was_missing() =>
        Given(Failed).When(Report(RunOutcome.StartFailed)).Then(new RunSupplemented(Consortium, 1, null, Log, Now));

    [Fact]
    public void Is_given_it_once() =>
        Given([.. Failed, new RunSupplemented(Consortium, 1, null, Log, Now)]).When(Report(RunOutcome.StartFailed)).ThenNothing();

    [Fact]
    public void Keeps_its_outcome() =>
        Given(Failed).When(Report(RunOutcome.Crashed))
            .ThenRefused(AlreadyEnded(1, RunOutcome.StartFailed, RunCauses.Reported(Words)));

    [Fact]
    public void Is_not_one_that_the_hub_ended() =>
        Given([.. Active(), Ended(1, RunOutcome.Failed, RunCauses.GivenUp)]).When(Report(RunOutcome.Failed))
            .ThenRefused(AlreadyEnded(1, RunOutcome.Failed, RunCauses.GivenUp));
}
