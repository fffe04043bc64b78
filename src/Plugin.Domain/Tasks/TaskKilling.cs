using Plugin.Domain.Runs;
using static Plugin.Domain.Decision<Plugin.Domain.StreamEvent>;

namespace Plugin.Domain.Tasks;

/// <summary>
/// Kill is a fact the moment it is accepted, for the whole tree: nothing of it can report or order anything from here on. A subtask that is
/// born after the tree was read has changed its parent run, so the append conflicts and is decided again.
/// </summary>
public static class TaskKilling
{
    /// <param name="tree">The task to kill, then all its descendants in any order.</param>
    public static Decision<StreamEvent> Decide(IReadOnlyList<TaskWithRuns> tree, DateTimeOffset now) => tree[0].Task switch
    {
        FederatedTask.Active when !OpenRuns(tree).Any() => TaskRefusals.Finished,
        FederatedTask.Existing task => new Accepted([.. Kill(task, tree, now)]),
        _ => TaskRefusals.Missing,
    };

    internal static IEnumerable<Run.Open> OpenRuns(IEnumerable<TaskWithRuns> tree) => tree.SelectMany(t => t.Runs).OfType<Run.Open>();

    internal static IEnumerable<StreamEvent> Kill(
        FederatedTask.Existing task, IEnumerable<TaskWithRuns> tree, DateTimeOffset now) =>
    [
        .. FederatedTask.Decide(task, new KillTask(now)).In(task.Order.Id.ToString()),
        .. OpenRuns(tree).SelectMany(run =>
            Run.Decide(run, new KillRun(task.Order.Id, now)).In(run.Order.Id.ToString())),
    ];
}
