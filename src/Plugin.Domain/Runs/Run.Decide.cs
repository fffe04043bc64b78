using System.Diagnostics;
using static Plugin.Domain.Decision<Plugin.Domain.Runs.RunEvent>;

namespace Plugin.Domain.Runs;

public abstract partial record Run
{
    public static Decision<RunEvent> Decide(Run run, RunCommand command) => (run, command) switch
    {
        (Existing s, RunCommandOfNode c) when c.Node != s.Order.Node => RunRefusals.OtherNode,
        (Existing s, RunReport c) when c.Attempt > s.Attempt => RunRefusals.NeverClaimed,
        (Existing s, RunReport c) when c.Attempt < s.Attempt => RunRefusals.Superseded,
        (Ended s, _) => AfterEnd(s, command),
        (Open s, ClaimRun c) => Claim(s, c),
        (Open s, RunReport c) => Hear(s, c),
        (Open s, _) => Obey(s, command),
        _ => RunRefusals.Missing,
    };

    private static Decision<RunEvent> Claim(Open run, ClaimRun claim) => run switch
    {
        Pending => new RunClaimed(run.Order.Collaboration, claim.Node, Math.Max(run.Attempt, LastAttemptBefore(claim.Generation)) + 1, claim.Now),
        // The claim got through and its answer did not: the node asks again and is given the attempt it already has.
        Claimed => Nothing,
        _ => RunRefusals.AlreadyClaimed,
    };

    /// <summary>What the node says of the latest attempt. A stage that the attempt has passed is a late repetition.</summary>
    private static Decision<RunEvent> Hear(Open run, RunReport report) => (run, report) switch
    {
        // Both sides agree that the attempt is gone.
        (Pending, ReportLost) => Nothing,
        (Pending, _) => RunRefusals.Superseded,

        (Claimed, ReportAwaitingApproval c) => new RunAwaitsApproval(run.Order.Collaboration, run.Attempt, c.Now),
        (AwaitingApproval { IsApproved: false }, ReportApproved c) =>
            new RunApproved(run.Order.Collaboration, run.Order.Task, run.Attempt, c.Words, c.Now),
        // Who approves what nobody asked about has not said that it waits.
        (Claimed, ReportApproved) => RunRefusals.NotAwaitingApproval,
        (Claimed or AwaitingApproval, ReportInitializing c) => new RunInitializing(run.Order.Collaboration, run.Attempt, c.Now),
        (Leased, ReportStarted c) => new RunStarted(run.Order.Collaboration, run.Attempt, c.ImageDigest, c.Now),
        (_, ReportAwaitingApproval or ReportApproved or ReportInitializing or ReportStarted) => Nothing,

        (Running, ReportHeld c) => new RunHeld(run.Order.Collaboration, run.Order.Task, run.Attempt, c.Reason, c.Now),
        (Held, ReportHeld) => Nothing,
        (_, ReportHeld) => RunRefusals.NotActive,

        (_, ReportEnded { Outcome: RunOutcome.Completed, Result: null }) => RunRefusals.WithoutResult,
        (_, ReportEnded c) => End(run, c.Outcome, RunCauses.Reported(c.Words), c.Now) with { Result = c.Result, Log = c.Log },

        // Its subtasks have run and cannot be taken back: a second attempt would do their work twice.
        (Started { Subtasks: > 0 }, ReportLost c) => End(run, RunOutcome.Unknown, RunCauses.ReportedLost(c.Words), c.Now),
        (_, ReportLost c) => Release(run, RunCauses.ReportedLost(c.Words), c.Now),

        _ => throw Undecided(run, report),
    };

    /// <summary>What the hub orders. Where an order no longer applies there is nothing to do: the run moved on after it was given.</summary>
    private static Decision<RunEvent> Obey(Open run, RunCommand command) => (run, command) switch
    {
        (Leased, ExpireLease c) when c.Attempt == run.Attempt => Release(run, RunCauses.LeaseRanOut, c.Now),
        (Active, LoseContact c) => new RunBecameUnreachable(run.Order.Collaboration, run.Attempt, c.Now),
        (Unreachable, RegainContact c) when c.Attempt == run.Attempt => new RunCameBack(run.Order.Collaboration, run.Attempt, c.Now),
        (Unreachable, GiveUp c) when c.Attempt == run.Attempt => End(run, RunOutcome.Unknown, RunCauses.GivenUp, c.Now),
        (_, ExpireLease or LoseContact or RegainContact or GiveUp) => Nothing,

        (_, KillRun c) => End(run, RunOutcome.Killed, RunCauses.TaskKilled(c.Task), c.Now),

        (_, WithdrawNode c) => End(run, RunOutcome.Failed, RunCauses.NodeWithdrawn(c.Node), c.Now),

        (_, StopOnNode c) => End(run, RunOutcome.Killed, RunCauses.StoppedOnNode(c.Node), c.Now),

        (Pending, OpenPort or ClosePorts) => RunRefusals.NeverClaimed,
        (_, OpenPort c) => new RunPortOpened(run.Order.Collaboration, run.Attempt, c.Id, c.Port, c.Label, c.Now),
        (_, ClosePorts c) => new RunPortsClosed(run.Order.Collaboration, run.Attempt, c.Ports, c.Now),

        (Pending or Claimed or AwaitingApproval, CancelForSibling c) =>
            End(run, RunOutcome.Failed, RunCauses.SiblingFailed(c.Sibling), c.Now),
        (_, CancelForSibling) => Nothing,

        (_, RecordSubtask c) when c.Attempt > run.Attempt => RunRefusals.NeverClaimed,
        (_, RecordSubtask c) when c.Attempt < run.Attempt => RunRefusals.Superseded,
        (Running s, RecordSubtask c) when c.Ordinal == s.Subtasks + 1 =>
            new SubtaskCreated(run.Order.Collaboration, run.Attempt, c.Ordinal, c.Task, c.Now),
        (Running, RecordSubtask) => RunRefusals.SubtaskOutOfOrder,
        (_, RecordSubtask) => RunRefusals.NotActive,

        _ => throw Undecided(run, command),
    };

    /// <summary>
    /// The end is final. Only who says again what is already so is not contradicted, and may add what was missing of a failure.
    /// </summary>
    private static Decision<RunEvent> AfterEnd(Ended run, RunCommand command) => (run.Outcome, command) switch
    {
        (_, ExpireLease or LoseContact or RegainContact or GiveUp or CancelForSibling or WithdrawNode or StopOnNode) => Nothing,
        (RunOutcome.Killed, KillRun) => Nothing,
        // After a kill not even a repetition is acknowledged, so that the node stops whatever still speaks for the attempt.
        (RunOutcome.Killed, _) => RunRefusals.Finished(run),
        (not RunOutcome.Completed, ReportEnded c) when IsSame(run, c) && IsMore(run, c) => new RunSupplemented(
            run.Order.Collaboration, run.Attempt, run.Result is null ? c.Result : null, run.Log is null ? c.Log : null, c.Now),
        // The words are not compared: sealed twice, the same ones differ, and they may have been erased.
        (_, ReportEnded c) when IsSame(run, c) => Nothing,
        (_, ReportLost) when run.Cause.Kind == RunCauseKind.ReportedLost => Nothing,
        _ => RunRefusals.Finished(run),
    };

    private static bool IsSame(Ended run, ReportEnded report) =>
        run.Cause.Kind == RunCauseKind.Reported && report.Outcome == run.Outcome;

    private static bool IsMore(Ended run, ReportEnded report) =>
        (run.Result is null && report.Result is not null) || (run.Log is null && report.Log is not null);

    private static RunEvent Release(Open run, RunCause cause, DateTimeOffset now) => run.Attempt % MaxAttempts != 0
        ? new RunReleased(run.Order.Collaboration, run.Order.Task, run.Attempt, cause, now)
        : End(run, RunOutcome.Failed, cause, now);

    private static RunEnded End(Open run, RunOutcome outcome, RunCause cause, DateTimeOffset now) =>
        new(run.Order.Collaboration, run.Order.Task, run.Attempt, outcome, cause, Result: null, Log: null, now);

    private static UnreachableException Undecided(Open run, RunCommand command) =>
        new($"{command.GetType().Name} has no answer in {run.GetType().Name}.");
}
