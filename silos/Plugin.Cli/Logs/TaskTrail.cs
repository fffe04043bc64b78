using Plugin.Domain;
using Plugin.EventLog;
using Plugin.ReadModels.Replay;

namespace Plugin.Cli.Logs;

/// <summary>The events of a task, its runs and its subtasks, with their causes opened. A hub is not needed, nor its lists.</summary>
internal static class TaskTrail
{
    public static async Task<IReadOnlyList<TrailEvent>> Of(IEventLog log, IVaultTable vault, TaskId task, CancellationToken cancellationToken)
    {
        var words = new Dictionary<string, Words>();
        var trail = new List<TrailEvent>();
        foreach (var stored in await new TaskHistory(log).Events(task, cancellationToken))
        {
            trail.Add(TrailEvent.Of(stored) with { Cause = await CauseOf(stored) });
        }

        return trail;

        // A run's first event comes before all others of it, and says whose key its words are under.
        async Task<string?> CauseOf(StoredEvent stored)
        {
            if (!stored.Name.StartsWith("run.", StringComparison.Ordinal) || TaskHistory.Decoded(stored) is not { } @event)
            {
                return null;
            }

            if (!words.TryGetValue(stored.Stream, out var known))
            {
                words.Add(stored.Stream, known = await Words.Of(vault, @event, stored.Stream, cancellationToken));
            }

            return known.CauseOf(@event);
        }
    }
}
