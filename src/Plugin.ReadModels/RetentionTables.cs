using Plugin.Domain.Collaborations;
using Plugin.Domain.Retention;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;

namespace Plugin.ReadModels;

/// <summary>
/// How long contents are kept, and the runs whose contents are still there, by the time they ended: what the retention duty goes through. Not
/// joined with lists: what was retired is erased too. Plugin.Grains reads both by these names.
/// </summary>
internal static class RetentionTables
{
    private const string Policies = "retention_policies";
    private const string Kept = "kept_contents";

    /// <summary>In the place of a collaboration: the hub's default.</summary>
    private const long Default = 0;

    public static ReadTable PoliciesDefinition { get; } = new(
        Policies, Version: 1, KeyColumns: 1,
        [new("collaboration", ColumnType.Number), new("days", ColumnType.Number), new("texts", ColumnType.Boolean)], []);

    public static ReadTable KeptDefinition { get; } = new(
        Kept, Version: 2, KeyColumns: 1,
        [
            // The task is 0 where the run's end, stored by an early version, did not name it.
            new("run", ColumnType.Number), new("task", ColumnType.Number), new("collaboration", ColumnType.Number),
            new("ended_at", ColumnType.Number),
        ],
        [new("kept_contents_ended_at", ["ended_at", "run"]), new("kept_contents_collaboration", ["collaboration", "ended_at", "run"])]);

    public static void Project(DefaultRetentionSet e, RowChanges changes) => Put(Default, e.Policy, changes);

    public static void Project(long collaboration, CollaborationRetentionSet e, RowChanges changes)
    {
        if (e.Policy is { } policy)
        {
            Put(collaboration, policy, changes);
        }
        else
        {
            changes.Remove(Policies, [collaboration]);
        }
    }

    public static void Project(TaskEvent @event, RowChanges changes)
    {
        if (@event is TaskContentsErased e)
        {
            foreach (var run in e.Runs)
            {
                changes.Remove(Kept, [(long)run.Value]);
            }
        }
    }

    public static void Project(long run, RunEvent @event, RowChanges changes)
    {
        if (@event is RunEnded e)
        {
            changes.Put(
                Kept, [run], ("task", (long)e.Task.Value), ("collaboration", (long)e.Collaboration.Value), ("ended_at", Micros.From(e.At)));
        }
    }

    private static void Put(long collaboration, RetentionPolicy policy, RowChanges changes) =>
        changes.Put(Policies, [collaboration], ("days", (long?)policy.Days), ("texts", policy.Texts));
}
