using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.Grains.Stations;

namespace Plugin.Grains.Tasks;

/// <summary>Loading of what belongs to a task.</summary>
internal static class TaskTree
{
    /// <summary>
    /// The task with its runs, then every descendant that has an open run. A subtask that is born meanwhile changes its parent run, which is
    /// open and therefore among these, so the append of whoever asks conflicts.
    /// </summary>
    public static Task<IReadOnlyList<TaskWithRuns>> Open(Turn turn, TaskId root, CancellationToken cancellationToken) =>
        Load(
            turn, root,
            async job => (await OpenRun.OfJob(turn.Hub.Store.Read, job.Value, cancellationToken)).Select(run => new TaskId(run.Task)),
            cancellationToken);

    /// <summary>The task and every descendant that has not been retired, with their runs.</summary>
    public static Task<IReadOnlyList<TaskWithRuns>> Whole(Turn turn, TaskId root, CancellationToken cancellationToken) =>
        Load(
            turn, root,
            async job => (await turn.Hub.Store.Read.Where("tasks", "job_id", (long)job.Value, int.MaxValue, cancellationToken))
                .Select(row => new TaskId((int)(long)row["id"]!)),
            cancellationToken);

    /// <summary>Retires the tasks with their descendants; nothing to do for one that went with another of the same turn.</summary>
    public static async Task<Refusal?> RetireAll(Turn turn, IReadOnlyList<TaskId> roots, CancellationToken cancellationToken)
    {
        foreach (var root in roots)
        {
            if (turn.Keep(TaskRetiring.Decide(await Whole(turn, root, cancellationToken), turn.Now)) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>The tasks that are not retired and have this value in an indexed column of their read table, oldest first.</summary>
    public static async Task<IReadOnlyList<TaskId>> Of(Turn turn, string column, int value, CancellationToken cancellationToken) =>
        [.. (await turn.Hub.Store.Read.Where("tasks", column, (long)value, int.MaxValue, cancellationToken))
            .Select(row => new TaskId((int)(long)row["id"]!)).OrderBy(id => id.Value)];

    private static async Task<IReadOnlyList<TaskWithRuns>> Load(
        Turn turn, TaskId root, Func<TaskId, Task<IEnumerable<TaskId>>> ofJob, CancellationToken cancellationToken)
    {
        var tree = new List<TaskWithRuns> { await WithRuns(turn, root, cancellationToken) };
        if (tree[0].Task is not FederatedTask.Existing { Order: var order })
        {
            return tree;
        }

        // Again until nothing is new: a subtask may have been born between the look at the list and the loading of its parent run.
        var seen = new HashSet<TaskId> { root };
        while ((await ofJob(order.Job)).Where(seen.Add).ToList() is { Count: > 0 } unseen)
        {
            foreach (var task in unseen)
            {
                if (await Descends(turn, task, root, cancellationToken))
                {
                    tree.Add(await WithRuns(turn, task, cancellationToken));
                }
            }
        }

        return tree;
    }

    public static async Task<TaskWithRuns> WithRuns(Turn turn, TaskId task, CancellationToken cancellationToken)
    {
        var state = await turn.Load(Streams.Of(task), cancellationToken);
        var runs = new List<Run>();
        if (state is FederatedTask.Existing { Order: var order })
        {
            foreach (var run in order.Runs)
            {
                runs.Add(await turn.Load(Streams.Of(run.Run), cancellationToken));
            }
        }

        return new TaskWithRuns(state, runs.ToValueList());
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
