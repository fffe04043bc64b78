using Plugin.EventLog;

namespace Plugin.ReadModels;

public sealed class ErasedRow
{
    public required string Kind { get; init; }
    public required int Id { get; init; }
    public required long AtMicros { get; init; }

    public DateTimeOffset At => Micros.ToTime(AtMicros);
}

public sealed class ErasureQueries(IReadTables tables)
{
    private const string Select = """select e.kind as "Kind", e.id as "Id", e.at as "AtMicros" """;

    private static readonly IReadOnlyDictionary<string, string> Sortable = new Dictionary<string, string> { ["at"] = "e.at" };

    /// <summary>The latest first.</summary>
    public async Task<IReadOnlyList<ErasedRow>> Latest(int count, CancellationToken cancellationToken) =>
        (await new Query(Select, $"from {ErasureTimesTable.Name} e").Page<ErasedRow>(
            tables, new PageRequest(1, count, [new SortKey("at", Descending: true)]), Sortable, "e.kind, e.id", cancellationToken)).Rows;
}
