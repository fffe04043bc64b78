using System.Text;
using System.Text.Json;

namespace Plugin.EventLog.Tests.Store;

/// <summary>The suite's projector: an event's JSON says outright which row it changes.</summary>
internal sealed class Shelf(int version = 1) : IProjector
{
    public IReadOnlyList<ReadTable> Tables { get; } =
    [
        new ReadTable(
            "books",
            version,
            KeyColumns: 1,
            [
                new ReadColumn("id", ColumnType.Number),
                new ReadColumn("title", ColumnType.Text),
                new ReadColumn("pages", ColumnType.Number),
                new ReadColumn("lent", ColumnType.Boolean),
                new ReadColumn("at", ColumnType.Time),
                new ReadColumn("cover", ColumnType.Bytes),
            ],
            [
                new ReadIndex("books_title", ["title"], Unique: true),
                new ReadIndex("books_lent", ["pages"], Where: "lent"),
            ]),
        new ReadTable(
            "tallies",
            version,
            KeyColumns: 2,
            [new ReadColumn("kind", ColumnType.Text), new ReadColumn("name", ColumnType.Text), new ReadColumn("total", ColumnType.Number)],
            []),
    ];

    public ValueTask Prepare(
        IReadOnlyList<ProjectedEvent> events, IReadOnlyList<VaultWrite> writes, IVaultTable vault, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    public void Project(ProjectedEvent @event, RowChanges changes)
    {
        if (@event.Name is "odd/1" or "big/1")
        {
            return;
        }

        var book = JsonDocument.Parse(@event.Data).RootElement;
        switch (@event.Name)
        {
            case "book.added/1":
                var id = book.GetProperty("id").GetInt64();
                changes.Put(
                    "books", [id], ("title", Text(book, "title")), ("pages", Number(book, "pages")), ("lent", false),
                    ("at", DateTimeOffset.UnixEpoch.AddSeconds(id).AddMicroseconds(id)), ("cover", Encoding.UTF8.GetBytes($"cover {id}")));
                changes.Add("tallies", ["books", "all"], ("total", 1));
                break;
            case "book.lent/1":
                changes.Set("books", [book.GetProperty("id").GetInt64()], ("lent", true), ("at", null));
                break;
            case "book.grown/1":
                changes.Add("books", [book.GetProperty("id").GetInt64()], ("pages", Number(book, "pages")));
                break;
            case "book.lost/1":
                changes.Remove("books", [book.GetProperty("id").GetInt64()]);
                changes.Add("tallies", ["books", "all"], ("total", -1));
                break;
            case "tally.opened/1":
                changes.Put("tallies", [Text(book, "kind")!, Text(book, "name")!], ("total", 0));
                break;
        }
    }

    public static NewEvent Added(long id, string? title = null, long? pages = 100) =>
        Event("book.added/1", new { id, title = title ?? $"book {id}", pages });

    public static NewEvent Lent(long id) => Event("book.lent/1", new { id });

    public static NewEvent Grown(long id, long pages) => Event("book.grown/1", new { id, pages });

    public static NewEvent Lost(long id) => Event("book.lost/1", new { id });

    public static NewEvent Opened(string? kind, string name) => Event("tally.opened/1", new { kind, name });

    public static NewEvent Noted(string text) => Event("note/1", new { text });

    private static NewEvent Event(string name, object data) =>
        new(name, JsonSerializer.SerializeToUtf8Bytes(data), Encoding.UTF8.GetBytes("""{"actor":"user:1"}"""));

    private static string? Text(JsonElement book, string name) => book.GetProperty(name).GetString();

    private static long? Number(JsonElement book, string name) =>
        book.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;
}
