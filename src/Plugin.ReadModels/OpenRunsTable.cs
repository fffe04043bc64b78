using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;

namespace Plugin.ReadModels;

/// <summary>
/// The runs that have not ended, by node and by state: what a station is offered when it connects and what the hub's watch over leases and
/// silent nodes goes through. Its size follows the work at hand, never history. Plugin.Grains reads it by these names.
/// </summary>
public static class OpenRunsTable
{
    public const string Name = "open_runs";

    public static ReadTable Definition { get; } = new(
        Name,
        Version: 1,
        KeyColumns: 1,
        [
            new("run", ColumnType.Number),
            new("node", ColumnType.Number),
            new("task", ColumnType.Number),
            new("parent_task", ColumnType.Number),
            new("job", ColumnType.Number),
            new("image", ColumnType.Text),
            new("state", ColumnType.Text),
            new("attempt", ColumnType.Number),
            new("since", ColumnType.Time),
        ],
        [new("open_runs_node", ["node"]), new("open_runs_job", ["job"]), new("open_runs_state", ["state"])]);

    public static void Project(TaskCreated e, RowChanges changes)
    {
        foreach (var run in e.Runs)
        {
            changes.Put(
                Name, [(long)run.Run.Value],
                ("node", (long)run.Node.Value), ("task", (long)e.Id.Value), ("parent_task", (long?)e.Parent?.Value), ("job", (long)e.Job.Value),
                ("image", e.Image), ("state", "pending"), ("attempt", 0L), ("since", e.At));
        }
    }

    /// <param name="run">The id in the run's stream name.</param>
    public static void Project(long run, RunEvent @event, RowChanges changes)
    {
        switch (@event)
        {
            case RunClaimed e:
                changes.Set(Name, [run], ("state", "claimed"), ("attempt", (long)e.Attempt), ("since", e.At));
                break;
            case RunAwaitsApproval e:
                Enter("awaiting approval", e);
                break;
            case RunInitializing e:
                Enter("initializing", e);
                break;
            case RunStarted or RunCameBack:
                Enter("active", @event);
                break;
            case RunReleased e:
                Enter("pending", e);
                break;
            case RunBecameUnreachable e:
                Enter("unreachable", e);
                break;
            case RunHeld e:
                Enter("held", e);
                break;
            case RunEnded:
                changes.Remove(Name, [run]);
                break;
        }

        void Enter(string state, RunEvent e) => changes.Set(Name, [run], ("state", state), ("since", e.At));
    }
}
