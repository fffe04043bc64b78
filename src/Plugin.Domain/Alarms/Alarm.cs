using System.Diagnostics;
using static Plugin.Domain.Decision<Plugin.Domain.Alarms.AlarmEvent>;

namespace Plugin.Domain.Alarms;

/// <summary>Something that must not happen and did. It stands until somebody acknowledges it.</summary>
public abstract record Alarm : IAggregate<Alarm, AlarmEvent, AlarmCommand>
{
    private Alarm()
    {
    }

    public static Alarm Initial { get; } = new None();

    public sealed record None : Alarm;

    public sealed record Raised : Alarm;

    public sealed record Acknowledged : Alarm;

    public Alarm Evolve(AlarmEvent @event) => (this, @event) switch
    {
        (None or Acknowledged, AlarmRaised) => new Raised(),
        (Raised, AlarmAcknowledged) => new Acknowledged(),
        _ => throw new UnreachableException($"{@event.GetType().Name} cannot follow {GetType().Name}."),
    };

    public static Decision<AlarmEvent> Decide(Alarm alarm, AlarmCommand command) => (alarm, command) switch
    {
        (None or Acknowledged, RaiseAlarm c) => new AlarmRaised(c.Id.Kind, c.Id.Node, c.Evidence, c.Now),
        (Raised, RaiseAlarm) => Nothing,

        (Raised, AcknowledgeAlarm c) => new AlarmAcknowledged(c.Now),
        (Acknowledged, AcknowledgeAlarm) => Nothing,

        _ => AlarmRefusals.Missing,
    };
}

public abstract record AlarmCommand(DateTimeOffset Now);

public sealed record RaiseAlarm(AlarmId Id, ValueList<string> Evidence, DateTimeOffset Now) : AlarmCommand(Now);

public sealed record AcknowledgeAlarm(DateTimeOffset Now) : AlarmCommand(Now);

public static class AlarmRefusals
{
    public static Refusal Missing { get; } = new(RefusalKind.Missing, "alarm.missing", "There is no such alarm.");
}
