namespace Plugin.Domain.Alarms;

public abstract record AlarmEvent(DateTimeOffset At) : DomainEvent(At);

/// <param name="Node">Who says so; null when the hub does.</param>
/// <param name="Evidence">Checkpoints as signed notes: what was known first, then what contradicts it.</param>
public sealed record AlarmRaised(AlarmKind Kind, NodeId? Node, ValueList<string> Evidence, DateTimeOffset At) : AlarmEvent(At);

/// <summary>Somebody has taken notice; the next time it is an alarm again.</summary>
public sealed record AlarmAcknowledged(DateTimeOffset At) : AlarmEvent(At);
