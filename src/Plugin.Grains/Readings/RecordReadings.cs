using Plugin.Domain;
using Plugin.Domain.Readings;

namespace Plugin.Grains.Readings;

/// <summary>
/// Before inputs or results of these tasks leave the hub: puts on record that whoever asks has read them, once for each task and hour. The
/// answer is the hour that is on record.
/// </summary>
/// <remarks>Nobody owns a stream of one event. Of two silos that record the same reading at once, one appends and the other finds it there.</remarks>
public sealed record RecordReadings(CallContext By, IReadOnlyList<TaskOfReading> Tasks) : Command<DateTimeOffset>(By)
{
    internal override string? Owner => null;

    internal override async Task<Answer<DateTimeOffset>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        foreach (var (task, collaboration) in Tasks)
        {
            var reading = new ReadingId(task, By.Actor, turn.Now);
            var command = new RecordReading(collaboration, task, By.Actor, turn.Now);
            if (await turn.Decide(Streams.Of(reading), command, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        return ReadingId.HourOf(turn.Now);
    }
}

public sealed record TaskOfReading(TaskId Task, CollaborationId Collaboration);
