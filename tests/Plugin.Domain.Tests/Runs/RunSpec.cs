using Plugin.Domain.Runs;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Runs;

public abstract class RunSpec : Spec<Run, RunEvent, RunCommand>
{
    protected static RunCause LostIt { get; } = RunCauses.ReportedLost(Words);

    protected static RunOrder Order { get; } = new(RunOfAlpha, Question, Consortium, Alpha, NodeA, Input);

    protected static RunEvent Requested { get; } = new RunCreated(RunOfAlpha, Question, Consortium, Alpha, NodeA, Input, Morning);

    protected static RunEvent Claimed(int attempt) => new RunClaimed(Consortium, NodeA, attempt, Now);

    protected static RunEvent AwaitsApproval(int attempt) => new RunAwaitsApproval(Consortium, attempt, Now);

    protected static RunEvent Approved(int attempt) => new RunApproved(Consortium, Question, attempt, Words, Now);

    protected static RunEvent Initializes(int attempt) => new RunInitializing(Consortium, attempt, Now);

    protected static RunEvent Started(int attempt) => new RunStarted(Consortium, attempt, "sha256:ab", Now);

    protected static RunEvent LeaseLost(int attempt) => new RunReleased(Consortium, Question, attempt, RunCauses.LeaseRanOut, Now);

    protected static RunEvent Lost(int attempt) => new RunReleased(Consortium, Question, attempt, LostIt, Now);

    protected static RunEvent OutOfContact(int attempt) => new RunBecameUnreachable(Consortium, attempt, Now);

    protected static RunEvent BackInContact(int attempt) => new RunCameBack(Consortium, attempt, Now);

    protected static RunEvent KeptBack(int attempt) => new RunHeld(Consortium, Question, attempt, Words, Now);

    protected static RunEvent Ordered(int attempt, int ordinal) => new SubtaskCreated(Consortium, attempt, ordinal, Subtask, Now);

    protected static RunEvent Ended(int attempt, RunOutcome outcome, RunCause cause) =>
        new RunEnded(Consortium, Question, attempt, outcome, cause, null, null, Now);

    protected static RunEvent Completed(int attempt) =>
        new RunEnded(Consortium, Question, attempt, RunOutcome.Completed, RunCauses.Reported(Words), Result, Log, Now);

    protected static ReportEnded ReportCompleted(int attempt) =>
        new(NodeA, attempt, RunOutcome.Completed, Words, Result, Log, Now);

    protected static ReportEnded ReportCrashed(int attempt) =>
        new(NodeA, attempt, RunOutcome.Crashed, Words, null, Log, Now);

    protected static ReportStarted ReportStarted(int attempt) => new(NodeA, attempt, "sha256:ab", Now);

    protected static ReportLost ReportLost(int attempt) => new(NodeA, attempt, Words, Now);

    /// <summary>The story of a run up to the claim of its last attempt.</summary>
    protected static RunEvent[] UpToLastClaim { get; } =
    [
        Requested,
        Claimed(1), LeaseLost(1), Claimed(2), LeaseLost(2), Claimed(3), LeaseLost(3), Claimed(4), LeaseLost(4), Claimed(5),
    ];

    protected static RunEvent[] Active() => [Requested, Claimed(1), Started(1)];

    protected static Refusal AlreadyEnded(int attempt, RunOutcome outcome, RunCause cause) =>
        RunRefusals.Finished(new Run.Ended(Order, attempt, outcome, cause, null, null));
}
