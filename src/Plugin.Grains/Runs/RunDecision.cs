using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.Grains.Tasks;

namespace Plugin.Grains.Runs;

/// <summary>A command to one run, with what follows from it for its task.</summary>
internal static class RunDecision
{
    /// <summary>When the run ends by it, and not completed, the siblings that have not started are cancelled in the same append.</summary>
    public static async Task<Answer<Done>> Make(Turn turn, RunId run, RunCommand command, CancellationToken cancellationToken)
    {
        var before = await turn.Load(Streams.Of(run), cancellationToken);
        if (await turn.Decide(Streams.Of(run), command, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var after = await turn.Load(Streams.Of(run), cancellationToken);
        if (before is Run.Open && after is Run.Ended { Outcome: not RunOutcome.Completed } failed)
        {
            var task = await TaskTree.WithRuns(turn, failed.Order.Task, cancellationToken);
            turn.Keep(SiblingCancelling.Decide(failed, task.Runs.Where(sibling => sibling != after), turn.Now));
        }

        return new Done();
    }
}
