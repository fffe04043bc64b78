namespace Plugin.Domain.Runs;

public static class RunRefusals
{
    public static Refusal Missing { get; } = new(RefusalKind.Missing, "run.missing", "There is no such run.");

    public static Refusal OtherNode { get; } =
        new(RefusalKind.Forbidden, "run.other_node", "The run belongs to another node.");

    public static Refusal AlreadyClaimed { get; } =
        new(RefusalKind.Conflict, "run.already_claimed", "The run is claimed and its attempt is under way.");

    public static Refusal NeverClaimed { get; } =
        new(RefusalKind.Conflict, "run.never_claimed", "No claim of this run was given that attempt.");

    public static Refusal Superseded { get; } =
        new(RefusalKind.Conflict, "run.superseded", "The attempt no longer holds the run: it lost its lease or was reported lost.");

    public static Refusal NotAwaitingApproval { get; } =
        new(RefusalKind.Conflict, "run.not_awaiting_approval", "Only an attempt that was reported to await approval can be approved.");

    public static Refusal NotActive { get; } =
        new(RefusalKind.Conflict, "run.not_active", "Only an attempt that was reported active can do this.");

    public static Refusal SubtaskOutOfOrder { get; } =
        new(RefusalKind.Conflict, "run.subtask_out_of_order", "The attempt's subtasks are numbered one after the other.");

    public static Refusal WithoutCause { get; } =
        new(RefusalKind.Invalid, "run.without_cause", "Say in one sentence why the run ends or is given back.");

    public static Refusal WithoutResult { get; } =
        new(RefusalKind.Invalid, "run.without_result", "A completed run has a result.");

    public static Refusal Finished(Run.Ended run) =>
        new(RefusalKind.Finished, "run.finished", run.Cause.Words is null
            ? $"The run has ended already ({run.Outcome}): {run.Cause.Sentence(null)}"
            : $"The run has ended already ({run.Outcome}).");
}
