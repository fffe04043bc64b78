namespace Plugin.Domain.Readings;

public abstract record ReadingEvent(CollaborationId Collaboration, DateTimeOffset At) : DomainEvent(At);

/// <summary>
/// Inputs or results of a task's runs were about to be sent to a reader, for the first time in this hour. Which ones follows from what the
/// reader was allowed to see.
/// </summary>
public sealed record ContentsRead(CollaborationId Collaboration, TaskId Task, string Reader, DateTimeOffset At) : ReadingEvent(Collaboration, At);
