namespace Plugin.Domain.Generations;

public abstract record GenerationEvent(DateTimeOffset At) : DomainEvent(At);

/// <summary>
/// The log was restored to the past, and goes on from here as another one. Who ordered it is the event's actor. Ids and attempts that the
/// lost events may have given out are not given again.
/// </summary>
/// <param name="Kept">How many events the log had, those before this one.</param>
/// <param name="Last">What is known last of the log as it was before; null when nothing is.</param>
/// <param name="Reason">Sealed under the generation's own key.</param>
public sealed record GenerationOpened(GenerationId Generation, long Kept, LastCheckpoint? Last, Sealed Reason, DateTimeOffset At)
    : GenerationEvent(At);

/// <param name="Root">In base64, as the note has it.</param>
/// <param name="Note">The signed checkpoint as it was handed out: whoever has the hub's public key can check what was promised.</param>
public sealed record LastCheckpoint(int Generation, long Size, string Root, string Note);
