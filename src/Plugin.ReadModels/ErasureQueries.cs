using Plugin.EventLog;

namespace Plugin.ReadModels;

public sealed class ErasedRow
{
    public required string Kind { get; init; }
    public required int Id { get; init; }
    public required long AtMicros { get; init; }

    public DateTimeOffset At => Micros.ToTime(AtMicros);
}

/// <param name="First">When the first of those later ones ended; null: there are none.</param>
public sealed record KeptContents(int Before, int Later, DateTimeOffset? First);

public sealed class ErasureQueries(IReadTables tables)
{
    private const string Select = """select e.kind as "Kind", e.id as "Id", e.at as "AtMicros" """;

    private static readonly IReadOnlyDictionary<string, string> Sortable = new Dictionary<string, string> { ["at"] = "e.at" };

    /// <summary>The latest first.</summary>
    public async Task<IReadOnlyList<ErasedRow>> Latest(int count, CancellationToken cancellationToken) =>
        (await new Query(Select, $"from {ErasureTimesTable.Name} e").Page<ErasedRow>(
            tables, new PageRequest(1, count, [new SortKey("at", Descending: true)]), Sortable, "e.kind, e.id", cancellationToken)).Rows;

    /// <summary>How many ended runs of a collaboration still have their contents, by whether they had ended by then.</summary>
    /// <param name="most">Counted up to here.</param>
    public async Task<KeptContents> Kept(int collaboration, DateTimeOffset till, int most, CancellationToken cancellationToken)
    {
        Query Of(string select, string condition) => new Query(select, "from kept_contents k")
            .Where("k.collaboration = @?", (long)collaboration).Where($"k.ended_at {condition} @?", Micros.From(till));
        var before = await Of("select 1", "<=").Some<int>(most, tables, cancellationToken);
        var after = await Of("select 1", ">").Some<int>(most, tables, cancellationToken);
        var first = await Of("select min(k.ended_at)", ">").Single<long?>(tables, cancellationToken);
        return new KeptContents(before.Count, after.Count, Micros.ToTime(first));
    }
}
