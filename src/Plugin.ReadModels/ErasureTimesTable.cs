using Plugin.Domain;
using Plugin.Domain.Tasks;
using Plugin.Domain.Users;
using Plugin.EventLog;

namespace Plugin.ReadModels;

/// <summary>When what was erased, so that the latest can be shown.</summary>
internal static class ErasureTimesTable
{
    public const string Name = "erasure_times";

    public static ReadTable Definition { get; } = new(
        Name, Version: 1, KeyColumns: 2,
        [new("kind", ColumnType.Text), new("id", ColumnType.Number), new("at", ColumnType.Number)], [new("erasure_times_at", ["at"])]);

    /// <param name="id">The one in the event's stream name.</param>
    public static void Project(long id, DomainEvent @event, RowChanges changes)
    {
        var kind = @event switch
        {
            UserErased => "user",
            TaskContentsErased => "contents",
            TaskTextsErased => "texts",
            _ => null,
        };
        if (kind is not null)
        {
            changes.Put(Name, [kind, id], ("at", Micros.From(@event.At)));
        }
    }
}
