using System.Text.Json;
using Plugin.Domain.Alarms;
using Plugin.EventLog;

namespace Plugin.ReadModels.Alarms;

public sealed class AlarmRow
{
    public required string Stream { get; init; }
    public required string Kind { get; init; }
    public required int? NodeId { get; init; }
    public required string EvidenceText { get; init; }
    public required long RaisedAtMicros { get; init; }
    public required long? AcknowledgedAtMicros { get; init; }
    public required string? AcknowledgedBy { get; init; }

    public IReadOnlyList<string> Evidence => JsonSerializer.Deserialize<string[]>(EvidenceText)!;

    public DateTimeOffset RaisedAt => Micros.ToTime(RaisedAtMicros);

    public DateTimeOffset? AcknowledgedAt => Micros.ToTime(AcknowledgedAtMicros);
}

public sealed class AlarmQueries(IReadTables tables)
{
    private const string Select =
        """select a.stream as "Stream", a.kind as "Kind", a.node_id as "NodeId", a.evidence as "EvidenceText", """
        + """a.raised_at as "RaisedAtMicros", a.acknowledged_at as "AcknowledgedAtMicros", a.acknowledged_by as "AcknowledgedBy" """;

    private const string From = $"from {AlarmsTable.Name} a";

    /// <summary>All there are: at most one of each kind from each node. Those that nobody has acknowledged come first, then the latest.</summary>
    public Task<IReadOnlyList<AlarmRow>> All(CancellationToken cancellationToken) => new Query(Select, From).All<AlarmRow>(
        tables, "case when a.acknowledged_at is null then 0 else 1 end, a.raised_at desc, a.stream", cancellationToken);

    public Task<AlarmRow?> Find(AlarmId id, CancellationToken cancellationToken) =>
        new Query(Select, From).Where("a.stream = @?", id.ToString()).Single<AlarmRow>(tables, cancellationToken);
}
