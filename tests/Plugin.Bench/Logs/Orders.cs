using System.Buffers.Text;
using System.Text;
using Plugin.EventLog;

namespace Plugin.Bench.Logs;

/// <summary>The measured work: an event with 1 kB of its own content, and the one row that it puts.</summary>
internal sealed class Orders : IProjector
{
    private const int DataBytes = 1000;
    private static readonly byte[] Metadata = Encoding.UTF8.GetBytes("""{"actor":"user:4","for":"user:4","rule":12,"cause":1}""");
    private static readonly byte[] Filler = [.. Enumerable.Range(0, DataBytes).Select(i => (byte)('a' + i % 26))];

    public IReadOnlyList<ReadTable> Tables { get; } =
    [
        new ReadTable(
            "orders",
            Version: 1,
            KeyColumns: 1,
            [
                new ReadColumn("id", ColumnType.Number),
                new ReadColumn("stream", ColumnType.Text),
                new ReadColumn("state", ColumnType.Text),
                new ReadColumn("size", ColumnType.Number),
            ],
            []),
    ];

    /// <summary>Its content begins with its number, so that no two are alike.</summary>
    public static NewEvent Event(long number, int bytes = DataBytes)
    {
        var data = Filler.AsSpan(0, bytes).ToArray();
        Utf8Formatter.TryFormat(number, data, out var length);
        data[length] = (byte)' ';
        return new NewEvent("order.placed/1", data, Metadata);
    }

    public static long NumberOf(ReadOnlySpan<byte> data) => Utf8Parser.TryParse(data, out long number, out _) ? number : 0;

    public ValueTask Prepare(
        IReadOnlyList<ProjectedEvent> events, IReadOnlyList<VaultWrite> writes, IVaultTable vault, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    public void Project(ProjectedEvent @event, RowChanges changes) => changes.Put(
        "orders", [NumberOf(@event.Data.Span)], ("stream", @event.Stream), ("state", "placed"), ("size", (long)@event.Data.Length));
}
