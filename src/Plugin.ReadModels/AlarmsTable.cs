using System.Text.Json;
using Plugin.Domain.Alarms;
using Plugin.EventLog;

namespace Plugin.ReadModels;

/// <summary>Each alarm as it was raised last.</summary>
internal static class AlarmsTable
{
    public const string Name = "alarms";

    public static ReadTable Definition { get; } = new(
        Name, Version: 1, KeyColumns: 1,
        [
            new("stream", ColumnType.Text), new("kind", ColumnType.Text), new("node_id", ColumnType.Number), new("evidence", ColumnType.Text),
            new("raised_at", ColumnType.Number), new("acknowledged_at", ColumnType.Number), new("acknowledged_by", ColumnType.Text),
        ],
        []);

    public static void Project(ProjectedEvent stored, AlarmEvent @event, RowChanges changes)
    {
        switch (@event)
        {
            case AlarmRaised e:
                changes.Put(
                    Name, [stored.Stream], ("kind", AlarmId.Word(e.Kind)), ("node_id", (long?)e.Node?.Value),
                    ("evidence", JsonSerializer.Serialize(e.Evidence)), ("raised_at", Micros.From(e.At)));
                break;
            case AlarmAcknowledged e:
                changes.Set(Name, [stored.Stream], ("acknowledged_at", Micros.From(e.At)), ("acknowledged_by", ActorIn(stored)));
                break;
        }
    }

    private static string? ActorIn(ProjectedEvent stored)
    {
        using var metadata = JsonDocument.Parse(stored.Metadata);
        return metadata.RootElement.TryGetProperty("actor", out var actor) ? actor.GetString() : null;
    }
}
