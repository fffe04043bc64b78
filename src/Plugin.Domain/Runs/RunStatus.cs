namespace Plugin.Domain.Runs;

/// <summary>What vantage6 clients are told of a run or task: eleven words, to which every state is mapped.</summary>
public enum RunStatus
{
    Pending,
    Initializing,
    Active,
    Completed,
    Failed,
    Crashed,
    NotAllowed,
    NoImage,
    StartFailed,
    Killed,
    Unknown,
}

public static class RunStatuses
{
    public static RunStatus Status(this Run.Existing run) => run switch
    {
        Run.Pending or Run.Claimed or Run.AwaitingApproval => RunStatus.Pending,
        Run.Initializing => RunStatus.Initializing,
        Run.Started => RunStatus.Active,
        Run.Ended ended => ended.Outcome.Status(),
        _ => throw new System.Diagnostics.UnreachableException($"{run.GetType().Name} has no status."),
    };

    public static RunStatus Status(this RunOutcome outcome) => outcome switch
    {
        RunOutcome.Completed => RunStatus.Completed,
        RunOutcome.Failed => RunStatus.Failed,
        RunOutcome.Crashed => RunStatus.Crashed,
        RunOutcome.NotAllowed => RunStatus.NotAllowed,
        RunOutcome.NoImage => RunStatus.NoImage,
        RunOutcome.StartFailed => RunStatus.StartFailed,
        RunOutcome.Killed => RunStatus.Killed,
        RunOutcome.Unknown => RunStatus.Unknown,
        _ => throw new System.Diagnostics.UnreachableException($"{outcome} has no status."),
    };

    public static bool IsFailure(this RunStatus status) => status > RunStatus.Completed;

    public static bool IsFinal(this RunStatus status) => status >= RunStatus.Completed;

    /// <summary>
    /// A task's status from those of its runs: failed as soon as one run has, in the runs' own word when all failed ones share it; else the
    /// most advanced of the open ones; completed when all are, or when there are none.
    /// </summary>
    public static RunStatus OfTask(IReadOnlyCollection<RunStatus> runs)
    {
        RunStatus[] failures = [.. runs.Where(IsFailure).Distinct()];
        return failures switch
        {
            [var shared] => shared,
            [_, ..] => RunStatus.Failed,
            _ when runs.Contains(RunStatus.Active) => RunStatus.Active,
            _ when runs.Contains(RunStatus.Initializing) => RunStatus.Initializing,
            _ when runs.Contains(RunStatus.Pending) => RunStatus.Pending,
            _ => RunStatus.Completed,
        };
    }
}
