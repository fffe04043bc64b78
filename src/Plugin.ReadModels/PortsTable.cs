using Plugin.Domain.Runs;
using Plugin.EventLog;

namespace Plugin.ReadModels;

/// <summary>The ports that containers have opened to others. Plugin.Grains reads it by these names.</summary>
internal static class PortsTable
{
    public const string Name = "ports";

    public static ReadTable Definition { get; } = new(
        Name, Version: 1, KeyColumns: 2,
        [
            new("run_id", ColumnType.Number), new("id", ColumnType.Number), new("port", ColumnType.Number), new("label", ColumnType.Text),
        ],
        [new("ports_run_id", ["run_id"]), new("ports_port", ["port"])]);

    /// <param name="run">The id in the run's stream name.</param>
    public static void Project(long run, RunEvent @event, RowChanges changes)
    {
        switch (@event)
        {
            case RunPortOpened e:
                changes.Put(Name, [run, (long)e.Id.Value], ("port", (long)e.Port), ("label", e.Label));
                break;
            case RunPortsClosed e:
                foreach (var port in e.Ports)
                {
                    changes.Remove(Name, [run, (long)port.Value]);
                }

                break;
        }
    }
}
