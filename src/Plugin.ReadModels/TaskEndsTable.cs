using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;

namespace Plugin.ReadModels;

/// <summary>
/// How many of a task's runs are open and how many have failed: by it the tasks of a status are found without walking those of others. It is
/// beside <c>tasks</c>, which has more indexes than one wants to touch at the end of every run.
/// </summary>
internal static class TaskEndsTable
{
    public const string Name = "task_ends";

    // The condition of the indexes, word for word, so that the databases see that they fit.
    public const string Completed = "open = 0 and failed = 0";
    public const string Failed = "failure is not null";

    public static ReadTable Definition { get; } = new(
        Name, Version: 1, KeyColumns: 1,
        [
            new("task", ColumnType.Number), new("collaboration_id", ColumnType.Number), new("open", ColumnType.Number),
            new("failed", ColumnType.Number),
            // The status of the run that failed last.
            new("failure", ColumnType.Text),
        ],
        [
            new("task_ends_completed", ["task"], Where: Completed),
            new("task_ends_completed_collaboration_id", ["collaboration_id", "task"], Where: Completed),
            new("task_ends_failed", ["task"], Where: Failed),
            new("task_ends_failure", ["failure", "task"], Where: Failed),
        ]);

    public static void Project(long task, TaskEvent @event, RowChanges changes)
    {
        switch (@event)
        {
            case TaskCreated e:
                changes.Put(Name, [task], ("collaboration_id", (long)e.Collaboration.Value), ("open", (long)e.Runs.Count), ("failed", 0L));
                break;
            case TaskRetired:
                changes.Remove(Name, [task]);
                break;
        }
    }

    /// <param name="failure">Null when the run has completed.</param>
    public static void Project(RunEnded e, string? failure, RowChanges changes)
    {
        changes.Add(Name, [(long)e.Task.Value], ("open", -1L), ("failed", failure is null ? 0L : 1L));
        if (failure is not null)
        {
            changes.Set(Name, [(long)e.Task.Value], ("failure", failure));
        }
    }
}
