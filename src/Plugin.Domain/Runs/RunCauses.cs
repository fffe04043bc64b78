namespace Plugin.Domain.Runs;

/// <summary>
/// Why a run was released or has ended: in clear only what the hub itself decided, in its own terms. What a station said is free text, so it is
/// sealed under the key of the run's task.
/// </summary>
/// <param name="Words">The station's sentence; null where the hub decided.</param>
/// <param name="Run">The sibling that failed.</param>
/// <param name="Task">The task that was killed: the run's own or one above it.</param>
/// <param name="Node">The node that was removed, or on which everything was stopped.</param>
public sealed record RunCause(RunCauseKind Kind, Sealed? Words = null, RunId? Run = null, TaskId? Task = null, NodeId? Node = null);

public enum RunCauseKind
{
    /// <summary>The station said how the attempt ended.</summary>
    Reported,

    /// <summary>The station said that it no longer has the attempt.</summary>
    ReportedLost,

    LeaseRanOut,
    GivenUp,
    SiblingFailed,
    TaskKilled,
    NodeWithdrawn,
    StoppedOnNode,
}

public static class RunCauses
{
    public static RunCause LeaseRanOut { get; } = new(RunCauseKind.LeaseRanOut);

    public static RunCause GivenUp { get; } = new(RunCauseKind.GivenUp);

    public static RunCause Reported(Sealed words) => new(RunCauseKind.Reported, words);

    public static RunCause ReportedLost(Sealed words) => new(RunCauseKind.ReportedLost, words);

    public static RunCause SiblingFailed(RunId sibling) => new(RunCauseKind.SiblingFailed, Run: sibling);

    public static RunCause TaskKilled(TaskId task) => new(RunCauseKind.TaskKilled, Task: task);

    public static RunCause NodeWithdrawn(NodeId node) => new(RunCauseKind.NodeWithdrawn, Node: node);

    public static RunCause StoppedOnNode(NodeId node) => new(RunCauseKind.StoppedOnNode, Node: node);

    /// <summary>The cause as a sentence for people.</summary>
    /// <param name="words">What the station said, opened; null when it said nothing or its words were erased.</param>
    public static string Sentence(this RunCause cause, string? words) => cause.Kind switch
    {
        RunCauseKind.Reported => words ?? "The station said why; its words were erased.",
        RunCauseKind.ReportedLost => words ?? "The station no longer had it; its words were erased.",
        RunCauseKind.LeaseRanOut => "The node claimed the run and did not report it active in time.",
        RunCauseKind.GivenUp => "The node was out of contact for too long.",
        RunCauseKind.SiblingFailed => $"Run {cause.Run?.Value} of the same task failed before this one had started.",
        RunCauseKind.TaskKilled => $"Task {cause.Task?.Value} was killed.",
        RunCauseKind.NodeWithdrawn => $"Node {cause.Node?.Value} was removed from the collaboration before the run had ended.",
        RunCauseKind.StoppedOnNode => $"Everything on node {cause.Node?.Value} was killed.",
        _ => throw new System.Diagnostics.UnreachableException($"{cause.Kind} has no sentence."),
    };

    /// <summary>The cause of an end, with what the hub has to add.</summary>
    public static string Sentence(this RunEnded end, string? words) =>
        end is { Outcome: RunOutcome.Failed, Cause.Kind: RunCauseKind.LeaseRanOut or RunCauseKind.ReportedLost }
            ? $"{end.Cause.Sentence(words)} All {Run.MaxAttempts} attempts are used up."
            : end.Cause.Sentence(words);
}
