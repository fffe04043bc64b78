using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;

namespace Plugin.Grains.Erasing;

/// <summary>A task and all its subtasks, retired ones too, found by following the events themselves.</summary>
/// <param name="Tasks">Those furthest down first: whoever stops halfway leaves nothing that cannot be found from above.</param>
/// <param name="EndedAt">The log's time of the last end; null while a run is open.</param>
internal sealed record ErasedTree(IReadOnlyList<TaskId> Tasks, DateTimeOffset? EndedAt)
{
    /// <summary>Null when there never was such a task.</summary>
    public static async Task<ErasedTree?> Of(IEventLog log, TaskId root, CancellationToken cancellationToken)
    {
        var tasks = new List<TaskId> { root };
        var ends = new List<DateTimeOffset>();
        var runs = 0;
        for (var next = 0; next < tasks.Count; next++)
        {
            if (await log.ReadStream(tasks[next].ToString(), 0, cancellationToken) is not [var first, ..]
                || EventBytes.Decode(first) is not TaskCreated created)
            {
                return null;
            }

            foreach (var run in created.Runs)
            {
                runs++;
                foreach (var stored in await log.ReadStream(run.Run.ToString(), 0, cancellationToken))
                {
                    switch (EventBytes.Decode(stored))
                    {
                        case SubtaskCreated subtask:
                            tasks.Add(subtask.Task);
                            break;
                        case RunEnded:
                            // Not the event's own time: that is a silo's clock.
                            ends.Add(stored.At);
                            break;
                    }
                }
            }
        }

        tasks.Reverse();
        return new ErasedTree(tasks, ends.Count == runs ? ends.Max() : null);
    }
}
