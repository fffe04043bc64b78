using System.Text.Json;
using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;

namespace Plugin.ReadModels.Replay;

/// <summary>
/// All that ever happened to a task, its runs, and the subtasks these ordered, and who read of them: found by following the events themselves,
/// so that it needs no list and reads nothing else.
/// </summary>
public sealed class TaskHistory(IEventLog log)
{
    /// <summary>How the task was ordered; null when there never was one of this id.</summary>
    public async Task<TaskCreated?> Order(TaskId task, CancellationToken cancellationToken) =>
        await log.ReadStream(task.ToString(), 0, cancellationToken) is [var first, ..] ? Decoded(first) as TaskCreated : null;

    /// <summary>In the log's order; none when there never was such a task.</summary>
    public async Task<IReadOnlyList<StoredEvent>> Events(TaskId root, CancellationToken cancellationToken)
    {
        var all = new List<StoredEvent>();
        var open = new Queue<TaskId>([root]);
        while (open.TryDequeue(out var task))
        {
            var events = await log.ReadStream(task.ToString(), 0, cancellationToken);
            all.AddRange(events);
            all.AddRange(await log.ReadUnder($"reading-{task.Value}-", long.MaxValue, cancellationToken));
            foreach (var run in events.Select(Decoded).OfType<TaskCreated>().SelectMany(created => created.Runs))
            {
                var ofRun = await log.ReadStream(run.Run.ToString(), 0, cancellationToken);
                all.AddRange(ofRun);
                foreach (var subtask in ofRun.Select(Decoded).OfType<SubtaskCreated>())
                {
                    open.Enqueue(subtask.Task);
                }
            }
        }

        all.Sort((left, right) => left.Position.CompareTo(right.Position));
        return all;
    }

    /// <summary>Null for an event that is damaged or of a newer version: it is still a part of the history, and that is when a history is looked at.</summary>
    public static DomainEvent? Decoded(StoredEvent stored)
    {
        try
        {
            return EventCodec.Decode(stored.Name, stored.Data.Span);
        }
        catch (Exception e) when (e is JsonException or UnknownEventException)
        {
            return null;
        }
    }
}
