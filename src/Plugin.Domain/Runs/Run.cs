namespace Plugin.Domain.Runs;

/// <summary>
/// One organisation's execution of a task: the unit that is never lost and never done twice. A node claims it and is given an attempt number,
/// which fences off whatever an earlier attempt still says.
/// </summary>
public abstract partial record Run : IAggregate<Run, RunEvent, RunCommand>
{
    /// <summary>
    /// A run whose attempts all came to nothing ends instead of being released once more. Each generation of the log has as many numbers of
    /// its own: those of the one before were given out by events that a restore may have lost, and a fencing number is never given twice.
    /// </summary>
    public const int MaxAttempts = 5;

    /// <summary>The highest attempt that generations before this one can have given.</summary>
    public static int LastAttemptBefore(int generation) => (generation - 1) * MaxAttempts;

    private Run()
    {
    }

    public static Run Initial { get; } = new None();

    public sealed record None : Run;

    /// <param name="Attempt">The latest attempt that a node was given, 0 before the first claim.</param>
    public abstract record Existing(RunOrder Order, int Attempt) : Run;

    public abstract record Open(RunOrder Order, int Attempt) : Existing(Order, Attempt);

    /// <summary>Waits for its node to claim it.</summary>
    public sealed record Pending(RunOrder Order, int Attempt) : Open(Order, Attempt);

    /// <summary>A node holds it on a lease, and nothing of it has been computed: when the lease is lost it may be claimed again.</summary>
    public abstract record Leased(RunOrder Order, int Attempt) : Open(Order, Attempt);

    public sealed record Claimed(RunOrder Order, int Attempt) : Leased(Order, Attempt);

    /// <param name="IsApproved">The operator has said yes, and it waits for a place at the station.</param>
    public sealed record AwaitingApproval(RunOrder Order, int Attempt, bool IsApproved) : Leased(Order, Attempt);

    public sealed record Initializing(RunOrder Order, int Attempt) : Leased(Order, Attempt);

    /// <summary>Its container has run: silence alone no longer takes the attempt away.</summary>
    /// <param name="Subtasks">How many subtasks the attempt has created. With any, it is a central run and not retried.</param>
    public abstract record Started(RunOrder Order, int Attempt, int Subtasks) : Open(Order, Attempt);

    public abstract record Running(RunOrder Order, int Attempt, int Subtasks) : Started(Order, Attempt, Subtasks);

    public sealed record Active(RunOrder Order, int Attempt, int Subtasks) : Running(Order, Attempt, Subtasks);

    /// <summary>Its node is out of contact. The attempt stays valid, and so does whatever it reports.</summary>
    public sealed record Unreachable(RunOrder Order, int Attempt, int Subtasks) : Running(Order, Attempt, Subtasks);

    /// <summary>The station keeps the result back by one of its rules.</summary>
    public sealed record Held(RunOrder Order, int Attempt, int Subtasks) : Started(Order, Attempt, Subtasks);

    /// <param name="Result">Kept, as the log is, for the day when the contents are to be erased.</param>
    public sealed record Ended(RunOrder Order, int Attempt, RunOutcome Outcome, RunCause Cause, BlobRef? Result, BlobRef? Log)
        : Existing(Order, Attempt);
}

/// <summary>What a run was born with and keeps for life.</summary>
public sealed record RunOrder(
    RunId Id, TaskId Task, CollaborationId Collaboration, OrganisationId Organisation, NodeId Node, BlobRef Input);
