using static Plugin.Domain.Decision<Plugin.Domain.StreamEvent>;

namespace Plugin.Domain.Tasks;

/// <summary>Retiring a task retires its whole tree; what is still open of it is killed first.</summary>
public static class TaskRetiring
{
    /// <param name="tree">The task to retire, then all its descendants in any order.</param>
    public static Decision<StreamEvent> Decide(IReadOnlyList<TaskWithRuns> tree, DateTimeOffset now) => tree[0].Task switch
    {
        FederatedTask.Existing task => new Accepted(
        [
            .. TaskKilling.OpenRuns(tree).Any() ? TaskKilling.Kill(task, tree, now) : [],
            .. tree.Select(t => t.Task).OfType<FederatedTask.Existing>().SelectMany(t =>
                FederatedTask.Decide(t, new RetireTask(now)).In(t.Order.Id.ToString())),
        ]),
        FederatedTask.Retired => Nothing,
        _ => TaskRefusals.Missing,
    };
}
