namespace Plugin.Domain.Runs;

/// <param name="Collaboration">In every event of a task or run, since it is what the log will be partitioned by.</param>
public abstract record RunEvent(CollaborationId Collaboration, DateTimeOffset At) : DomainEvent(At);

public sealed record RunCreated(
    RunId Id, TaskId Task, CollaborationId Collaboration, OrganisationId Organisation, NodeId Node, BlobRef Input, DateTimeOffset At)
    : RunEvent(Collaboration, At);

/// <summary>The attempt is the fencing number: 1 for the first claim, one more for each further one.</summary>
public sealed record RunClaimed(CollaborationId Collaboration, NodeId Node, int Attempt, DateTimeOffset At)
    : RunEvent(Collaboration, At);

/// <summary>The station's operator has to say yes before the attempt may start.</summary>
public sealed record RunAwaitsApproval(CollaborationId Collaboration, int Attempt, DateTimeOffset At)
    : RunEvent(Collaboration, At);

/// <summary>The station's operator has said yes. No is the end of the run.</summary>
/// <param name="Words">Who and why, and which rule of the station asked.</param>
public sealed record RunApproved(CollaborationId Collaboration, TaskId Task, int Attempt, Sealed Words, DateTimeOffset At)
    : RunEventWithWords(Collaboration, Task, At);

public sealed record RunInitializing(CollaborationId Collaboration, int Attempt, DateTimeOffset At) : RunEvent(Collaboration, At);

/// <param name="ImageDigest">The digest the node runs by; null where the runtime has none.</param>
public sealed record RunStarted(CollaborationId Collaboration, int Attempt, string? ImageDigest, DateTimeOffset At)
    : RunEvent(Collaboration, At);

/// <summary>An event that may carry a station's words, sealed under the key of the run's task.</summary>
public abstract record RunEventWithWords(CollaborationId Collaboration, TaskId Task, DateTimeOffset At) : RunEvent(Collaboration, At);

/// <summary>A claim that never reported an active run lost its lease, or the node says it no longer has it: the run may be claimed again.</summary>
public sealed record RunReleased(CollaborationId Collaboration, TaskId Task, int Attempt, RunCause Cause, DateTimeOffset At)
    : RunEventWithWords(Collaboration, Task, At);

/// <summary>The node of an active run is out of contact; the attempt stays valid.</summary>
public sealed record RunBecameUnreachable(CollaborationId Collaboration, int Attempt, DateTimeOffset At)
    : RunEvent(Collaboration, At);

public sealed record RunCameBack(CollaborationId Collaboration, int Attempt, DateTimeOffset At) : RunEvent(Collaboration, At);

/// <summary>The station keeps the result back by one of its rules.</summary>
public sealed record RunHeld(CollaborationId Collaboration, TaskId Task, int Attempt, Sealed Reason, DateTimeOffset At)
    : RunEventWithWords(Collaboration, Task, At);

/// <summary>The attempt's container created a subtask. The ordinal counts its subtasks from 1.</summary>
public sealed record SubtaskCreated(CollaborationId Collaboration, int Attempt, int Ordinal, TaskId Task, DateTimeOffset At)
    : RunEvent(Collaboration, At);

/// <summary>A port of the attempt's container that containers of other nodes reach over a VPN.</summary>
/// <param name="Label">What the algorithm's image calls it.</param>
public sealed record RunPortOpened(CollaborationId Collaboration, int Attempt, PortId Id, int Port, string? Label, DateTimeOffset At)
    : RunEvent(Collaboration, At);

public sealed record RunPortsClosed(CollaborationId Collaboration, int Attempt, ValueList<PortId> Ports, DateTimeOffset At)
    : RunEvent(Collaboration, At);

/// <summary>The one and only end of a run.</summary>
/// <param name="Attempt">The attempt that ended, 0 when the run ended without ever having been claimed.</param>
public sealed record RunEnded(
    CollaborationId Collaboration, TaskId Task, int Attempt, RunOutcome Outcome, RunCause Cause, BlobRef? Result, BlobRef? Log,
    DateTimeOffset At) : RunEventWithWords(Collaboration, Task, At);

/// <summary>
/// What a node still had to say of a run that it had reported as failed: vantage6 nodes tell the outcome first, and what the container left
/// when they have collected it. Only what was missing.
/// </summary>
public sealed record RunSupplemented(CollaborationId Collaboration, int Attempt, BlobRef? Result, BlobRef? Log, DateTimeOffset At)
    : RunEvent(Collaboration, At);

/// <summary>The final states (their wire spellings are in the API).</summary>
public enum RunOutcome
{
    Completed,
    Failed,
    Crashed,
    NotAllowed,
    NoImage,
    StartFailed,
    Killed,
    Unknown,
}
