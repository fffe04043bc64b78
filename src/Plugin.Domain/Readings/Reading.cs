using System.Diagnostics;
using static Plugin.Domain.Decision<Plugin.Domain.Readings.ReadingEvent>;

namespace Plugin.Domain.Readings;

/// <summary>Whether it is on record that somebody read of a task in one hour. Its stream has one event and never more.</summary>
public abstract record Reading : IAggregate<Reading, ReadingEvent, RecordReading>
{
    private Reading()
    {
    }

    public static Reading Initial { get; } = new None();

    public sealed record None : Reading;

    public sealed record Recorded : Reading;

    public Reading Evolve(ReadingEvent @event) => (this, @event) switch
    {
        (None, ContentsRead) => new Recorded(),
        _ => throw new UnreachableException($"{@event.GetType().Name} cannot follow {GetType().Name}."),
    };

    public static Decision<ReadingEvent> Decide(Reading reading, RecordReading command) => reading switch
    {
        None => new ContentsRead(command.Collaboration, command.Task, command.Reader, command.Now),
        _ => Nothing,
    };
}

public sealed record RecordReading(CollaborationId Collaboration, TaskId Task, string Reader, DateTimeOffset Now);
