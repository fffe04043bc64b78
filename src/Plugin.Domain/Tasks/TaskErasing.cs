using Plugin.Domain.Runs;
using static Plugin.Domain.Decision<Plugin.Domain.StreamEvent>;

namespace Plugin.Domain.Tasks;

/// <summary>What a task has left behind is erased only when nothing of it can still come: an ended run never opens again.</summary>
public static class TaskErasing
{
    public static Decision<StreamEvent> Decide(TaskWithRuns task, EraseTask command) => task.Task switch
    {
        FederatedTask.Born when task.Runs.OfType<Run.Open>().Any() => TaskRefusals.NotEnded,
        FederatedTask.Born { Order.Id: var id } born => new Accepted([.. FederatedTask.Decide(born, command).In(id.ToString())]),
        _ => TaskRefusals.Missing,
    };

    /// <summary>What of the task's contents there ever was, whether or not it is still there.</summary>
    public static IEnumerable<BlobRef> ContentsOf(TaskWithRuns task) => task.Runs.OfType<Run.Existing>().SelectMany(run =>
        run is Run.Ended ended ? new[] { run.Order.Input, ended.Result, ended.Log }.OfType<BlobRef>() : [run.Order.Input]);
}
