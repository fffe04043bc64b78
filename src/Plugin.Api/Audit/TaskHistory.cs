using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;
using Plugin.ReadModels;

namespace Plugin.Api.Audit;

/// <summary>
/// All that ever happened to a task, its runs, and the subtasks these ordered, found by following the events themselves; and who read of them.
/// </summary>
internal sealed class TaskHistory(IEventLog log, IReadTables tables)
{
    /// <summary>How the task was ordered; null when there never was one of this id.</summary>
    public async Task<TaskCreated?> Order(TaskId task, CancellationToken cancellationToken) =>
        await log.ReadStream(task.ToString(), 0, cancellationToken) is [var first, ..]
            ? (TaskCreated)EventCodec.Decode(first.Name, first.Data.Span)
            : null;

    /// <summary>In the log's order.</summary>
    public async Task<IReadOnlyList<StoredEvent>> Events(TaskId root, CancellationToken cancellationToken)
    {
        var all = new List<StoredEvent>();
        var open = new Queue<TaskId>([root]);
        while (open.TryDequeue(out var task))
        {
            var events = await log.ReadStream(task.ToString(), 0, cancellationToken);
            all.AddRange(events);
            foreach (var reading in await ReadingsTable.Of(task.Value, tables, cancellationToken))
            {
                all.AddRange(await log.ReadStream(reading, 0, cancellationToken));
            }

            foreach (var run in events.SelectMany(e => EventCodec.Decode(e.Name, e.Data.Span) is TaskCreated created ? created.Runs : []))
            {
                var ofRun = await log.ReadStream(run.Run.ToString(), 0, cancellationToken);
                all.AddRange(ofRun);
                foreach (var stored in ofRun)
                {
                    if (EventCodec.Decode(stored.Name, stored.Data.Span) is SubtaskCreated subtask)
                    {
                        open.Enqueue(subtask.Task);
                    }
                }
            }
        }

        all.Sort((left, right) => left.Position.CompareTo(right.Position));
        return all;
    }
}
