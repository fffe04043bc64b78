using Plugin.Domain;
using Plugin.EventLog;

namespace Plugin.ReadModels.Replay;

/// <summary>A task's whole history in the log's order, each event with what it changed in its own stream.</summary>
public static class TaskReplay
{
    /// <summary>Empty when there never was such a task.</summary>
    /// <exception cref="UnknownEventException">A newer version wrote one of the events.</exception>
    public static async Task<IReadOnlyList<ReplayedEvent>> Of(
        IEventLog log, IVaultTable vault, TaskId task, CancellationToken cancellationToken)
    {
        var changes = new List<ReplayedEvent>();
        foreach (var stream in (await new TaskHistory(log).Events(task, cancellationToken)).Select(stored => stored.Stream).Distinct())
        {
            changes.AddRange((await StreamReplay.Of(log, vault, stream, AsOf.Now, cancellationToken))!.Changes);
        }

        return [.. changes.OrderBy(change => change.Stored.Position)];
    }
}
