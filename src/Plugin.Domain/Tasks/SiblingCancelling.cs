using Plugin.Domain.Runs;
using static Plugin.Domain.Decision<Plugin.Domain.StreamEvent>;

namespace Plugin.Domain.Tasks;

/// <summary>A task needs all of its runs: when one fails, those that have not started yet need not start any more.</summary>
public static class SiblingCancelling
{
    /// <param name="ended">The run as it ended.</param>
    /// <param name="siblings">The other runs of its task.</param>
    public static Decision<StreamEvent> Decide(Run.Ended ended, IEnumerable<Run> siblings, DateTimeOffset now) =>
        ended.Outcome == RunOutcome.Completed
            ? Nothing
            : new Accepted([.. siblings.OfType<Run.Existing>().SelectMany(run =>
                Run.Decide(run, new CancelForSibling(ended.Order.Id, now)).In(run.Order.Id.ToString()))]);
}
