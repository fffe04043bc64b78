using Plugin.Domain.Readings;
using Plugin.EventLog;

namespace Plugin.ReadModels;

/// <summary>The streams in which it is recorded who read of a task, so that its history is found without walking the log.</summary>
public static class ReadingsTable
{
    private const string Name = "readings";

    internal static ReadTable Definition { get; } = new(
        Name, Version: 1, KeyColumns: 2, [new("task_id", ColumnType.Number), new("stream", ColumnType.Text)], []);

    public static async Task<IReadOnlyList<string>> Of(int task, IReadTables tables, CancellationToken cancellationToken) =>
        [.. (await tables.Where(Name, "task_id", (long)task, int.MaxValue, cancellationToken)).Select(row => (string)row["stream"]!)];

    internal static void Project(string stream, ReadingEvent @event, RowChanges changes)
    {
        if (@event is ContentsRead e)
        {
            changes.Put(Name, [(long)e.Task.Value, stream]);
        }
    }
}
