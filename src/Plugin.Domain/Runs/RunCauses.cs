namespace Plugin.Domain.Runs;

/// <summary>The hub's own words for why it released or ended a run.</summary>
public static class RunCauses
{
    public const string LeaseRanOut = "The node claimed the run and did not report it active in time.";

    public const string GivenUp = "The node was out of contact for too long.";

    public static string AttemptsUsedUp(string reason) => $"{reason} All {Run.MaxAttempts} attempts are used up.";

    public static string SiblingFailed(RunId sibling) => $"Run {sibling.Value} of the same task failed before this one had started.";

    public static string NodeWithdrawn(NodeId node) => $"Node {node.Value} was removed from the collaboration before the run had ended.";

    public static string TaskKilled(TaskId task) => $"Task {task.Value} was killed.";
}
