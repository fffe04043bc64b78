namespace Plugin.Domain.Runs;

/// <summary>What may be asked of a run. Time comes with the command.</summary>
public abstract record RunCommand(DateTimeOffset Now);

/// <summary>A command that concerns the one node whose run it is.</summary>
public abstract record RunCommandOfNode(NodeId Node, DateTimeOffset Now) : RunCommand(Now);

/// <summary>
/// What a node says about the attempt it holds. The attempt is the fencing number that its claim was given. Its sentences come sealed: the
/// domain never reads them.
/// </summary>
public abstract record RunReport(NodeId Node, int Attempt, DateTimeOffset Now) : RunCommandOfNode(Node, Now);

/// <param name="Generation">Of the log, see <see cref="Run.LastAttemptBefore"/>.</param>
public sealed record ClaimRun(NodeId Node, DateTimeOffset Now, int Generation) : RunCommandOfNode(Node, Now);

public sealed record ReportAwaitingApproval(NodeId Node, int Attempt, DateTimeOffset Now) : RunReport(Node, Attempt, Now);

/// <param name="Words">Who has approved it and why, and which rule asked.</param>
public sealed record ReportApproved(NodeId Node, int Attempt, Sealed Words, DateTimeOffset Now) : RunReport(Node, Attempt, Now);

public sealed record ReportInitializing(NodeId Node, int Attempt, DateTimeOffset Now) : RunReport(Node, Attempt, Now);

public sealed record ReportStarted(NodeId Node, int Attempt, string? ImageDigest, DateTimeOffset Now)
    : RunReport(Node, Attempt, Now);

public sealed record ReportHeld(NodeId Node, int Attempt, Sealed Reason, DateTimeOffset Now) : RunReport(Node, Attempt, Now);

public sealed record ReportEnded(
    NodeId Node, int Attempt, RunOutcome Outcome, Sealed Words, BlobRef? Result, BlobRef? Log, DateTimeOffset Now)
    : RunReport(Node, Attempt, Now);

/// <summary>The node says it no longer has this attempt (its process or container is gone and left no outcome).</summary>
public sealed record ReportLost(NodeId Node, int Attempt, Sealed Words, DateTimeOffset Now) : RunReport(Node, Attempt, Now);

/// <summary>By the hub: the lease of a claim that never became active ran out.</summary>
public sealed record ExpireLease(int Attempt, DateTimeOffset Now) : RunCommand(Now);

/// <summary>By the hub: the node went offline or came back.</summary>
public sealed record LoseContact(NodeId Node, DateTimeOffset Now) : RunCommandOfNode(Node, Now);

public sealed record RegainContact(NodeId Node, int Attempt, DateTimeOffset Now) : RunCommandOfNode(Node, Now);

/// <summary>By the hub: the node has been out of contact for longer than <c>lost-after</c>.</summary>
public sealed record GiveUp(int Attempt, DateTimeOffset Now) : RunCommand(Now);

/// <summary>By the hub: the run's node was removed or moved away, so nobody is left to execute it.</summary>
public sealed record WithdrawNode(NodeId Node, DateTimeOffset Now) : RunCommandOfNode(Node, Now);

/// <param name="Task">The task whose tree is killed.</param>
public sealed record KillRun(TaskId Task, DateTimeOffset Now) : RunCommand(Now);

/// <summary>Everything on one node is stopped.</summary>
public sealed record StopOnNode(NodeId Node, DateTimeOffset Now) : RunCommandOfNode(Node, Now);

/// <summary>By a node that knows no attempts: about the one that it holds.</summary>
public sealed record OpenPort(NodeId Node, PortId Id, int Port, string? Label, DateTimeOffset Now) : RunCommandOfNode(Node, Now);

/// <param name="Ports">Those that are open; there are some.</param>
public sealed record ClosePorts(NodeId Node, ValueList<PortId> Ports, DateTimeOffset Now) : RunCommandOfNode(Node, Now);

/// <summary>By the hub: a sibling failed. Ends a run that has not started yet; does nothing to one that has.</summary>
public sealed record CancelForSibling(RunId Sibling, DateTimeOffset Now) : RunCommand(Now);

/// <summary>By the hub, in the append that creates the subtask.</summary>
public sealed record RecordSubtask(int Attempt, int Ordinal, TaskId Task, DateTimeOffset Now) : RunCommand(Now);
