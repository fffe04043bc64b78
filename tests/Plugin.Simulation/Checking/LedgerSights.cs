using Plugin.Domain.Runs;
using Plugin.Simulation.Seen;

namespace Plugin.Simulation.Checking;

/// <summary>The interesting states that show in the log.</summary>
internal static class LedgerSights
{
    public static void Count(Ledger ledger, Coverage coverage)
    {
        foreach (var run in ledger.Runs.Values)
        {
            foreach (var (_, @event, _) in run.Events)
            {
                if (SightOf(@event) is { } sight)
                {
                    coverage.Count($"state: {sight}");
                }
            }

            coverage.Count("state: feed offered a run anew", run.Events.Count(e => e.Event is RunReleased));
        }

        foreach (var (position, killed) in ledger.Kills)
        {
            var tree = ledger.Tasks.Values.Where(t => ledger.Descends(t.Event, killed)).ToList();
            coverage.Count("state: kill of a tree with subtasks", tree.Count > 1 ? 1 : 0);
            coverage.Count(
                "state: kill ended runs at work",
                tree.SelectMany(t => t.Event.Runs).Count(r => ledger.Runs[r.Run].Was("active", 1, position - 1, position - 1)));
        }
    }

    private static string? SightOf(RunEvent @event) => @event switch
    {
        RunReleased { Cause.Kind: RunCauseKind.LeaseRanOut } => "run released after its lease",
        RunReleased { Cause.Kind: RunCauseKind.ReportedLost } => "run released as lost",
        RunEnded { Cause.Kind: RunCauseKind.GivenUp } => "run given up",
        RunEnded { Cause.Kind: RunCauseKind.SiblingFailed } => "sibling cancelled",
        RunEnded { Attempt: Run.MaxAttempts, Outcome: RunOutcome.Failed, Cause.Kind: RunCauseKind.LeaseRanOut or RunCauseKind.ReportedLost } => "run used up its attempts",
        RunBecameUnreachable => "run became unreachable",
        RunCameBack => "run came back",
        SubtaskCreated => "subtask created",
        _ => null,
    };
}
