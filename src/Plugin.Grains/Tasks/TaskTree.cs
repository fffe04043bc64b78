using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.Grains.Stations;

namespace Plugin.Grains.Tasks;

/// <summary>Loading of what belongs to a task.</summary>
internal static class TaskTree
{
    /// <summary>Runs of a task in the order of its request; none when it does not exist.</summary>
    public static async Task<IReadOnlyList<RunId>> RunsOf(Turn turn, TaskId task, CancellationToken cancellationToken) =>
        await turn.Load(Streams.Of(task), cancellationToken) is FederatedTask.Existing { Order: var order }
            ? [.. order.Runs.Select(run => run.Run)]
            : [];

    /// <summary>
    /// The task with its runs, then every descendant that has an open run. A subtask that is born meanwhile changes its parent run, which is
    /// open and therefore among these, so the append of whoever asks conflicts.
    /// </summary>
    public static async Task<IReadOnlyList<TaskWithRuns>> Open(Turn turn, TaskId root, CancellationToken cancellationToken)
    {
        var tree = new List<TaskWithRuns> { await WithRuns(turn, root, cancellationToken) };
        if (tree[0].Task is not FederatedTask.Existing { Order: var order })
        {
            return tree;
        }

        var open = await OpenRun.OfJob(turn.Hub.Store.Read, order.Job.Value, cancellationToken);
        foreach (var task in open.Select(run => new TaskId(run.Task)).Distinct())
        {
            if (task != root && await Descends(turn, task, root, cancellationToken))
            {
                tree.Add(await WithRuns(turn, task, cancellationToken));
            }
        }

        return tree;
    }

    private static async Task<TaskWithRuns> WithRuns(Turn turn, TaskId task, CancellationToken cancellationToken)
    {
        var runs = new List<Run>();
        foreach (var run in await RunsOf(turn, task, cancellationToken))
        {
            runs.Add(await turn.Load(Streams.Of(run), cancellationToken));
        }

        return new TaskWithRuns(await turn.Load(Streams.Of(task), cancellationToken), runs.ToValueList());
    }

    private static async Task<bool> Descends(Turn turn, TaskId task, TaskId root, CancellationToken cancellationToken)
    {
        for (TaskId? next = task; next is { } id;)
        {
            if (id == root)
            {
                return true;
            }

            next = await turn.Load(Streams.Of(id), cancellationToken) is FederatedTask.Existing { Order: var order } ? order.Parent : null;
        }

        return false;
    }
}
