using Plugin.Domain.Tasks;
using Plugin.Domain.Users;
using Plugin.EventLog;

namespace Plugin.ReadModels;

/// <summary>
/// What the log says is erased, named as on the erasure list, so that the two can be compared without walking the log. Plugin.Grains reads it by
/// these names.
/// </summary>
internal static class ErasuresTable
{
    private const string Name = "erasures";

    public static ReadTable Definition { get; } = new(
        Name, Version: 1, KeyColumns: 1, [new("name", ColumnType.Text), new("kind", ColumnType.Text)], [new("erasures_kind", ["kind"])]);

    public static void Project(long user, UserEvent @event, RowChanges changes)
    {
        if (@event is UserErased)
        {
            Put("user", user, changes);
        }
    }

    public static void Project(long task, TaskEvent @event, RowChanges changes)
    {
        if (@event is TaskContentsErased)
        {
            Put("contents", task, changes);
        }
        else if (@event is TaskTextsErased)
        {
            Put("texts", task, changes);
        }
    }

    private static void Put(string kind, long id, RowChanges changes) => changes.Put(Name, [$"{kind}-{id}"], ("kind", kind));
}
