using Plugin.Domain.Nodes;
using Plugin.EventLog;

namespace Plugin.ReadModels;

/// <summary>The nodes that came with a signing key. Its name and columns are an agreement with Plugin.Grains, which looks keys up.</summary>
internal static class WitnessesTable
{
    private const string Name = "witnesses";

    /// <summary><c>active</c> is false when the key was released or the node retired.</summary>
    public static ReadTable Definition { get; } = new(
        Name, Version: 1, KeyColumns: 1,
        [new("node", ColumnType.Number), new("key", ColumnType.Text), new("active", ColumnType.Boolean)],
        [new("witnesses_active", ["active"])]);

    /// <param name="node">The id in the node's stream name.</param>
    public static void Project(long node, NodeEvent @event, RowChanges changes)
    {
        switch (@event)
        {
            case SigningKeyRegistered e:
                changes.Put(Name, [node], ("key", e.Key), ("active", true));
                break;
            case SigningKeyReleased or NodeKeyReset or NodeRetired:
                changes.Set(Name, [node], ("active", false));
                break;
        }
    }
}
