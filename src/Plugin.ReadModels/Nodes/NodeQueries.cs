using System.Text.Json;
using Plugin.Domain.Access;
using Plugin.EventLog;

namespace Plugin.ReadModels.Nodes;

public sealed class NodeRow
{
    public required int Id { get; init; }
    public required string Name { get; init; }
    public required int OrganisationId { get; init; }
    /// <summary>Null while it is taken out of one and not yet put into another.</summary>
    public required int? CollaborationId { get; init; }

    public required string? Session { get; init; }
    public required string? Status { get; init; }
    public required long? LastSeenMicros { get; init; }
    public required string FactsText { get; init; }
    public required string? Ip { get; init; }

    public DateTimeOffset? LastSeen => Micros.ToTime(LastSeenMicros);

    public IReadOnlyList<Domain.Nodes.NodeFact> Facts => JsonSerializer.Deserialize<Domain.Nodes.NodeFact[]>(FactsText)!;
}

public sealed record NodeFilter
{
    public string? Name { get; init; }
    public int? Organisation { get; init; }
    public int? Collaboration { get; init; }
    public int? Study { get; init; }
    public string? Status { get; init; }
    public string? Ip { get; init; }
    public DateTimeOffset? SeenFrom { get; init; }
    public DateTimeOffset? SeenTill { get; init; }
}

public sealed class NodeQueries(IReadTables tables)
{
    private const string Select =
        """select n.id as "Id", n.name as "Name", n.organisation_id as "OrganisationId", n.collaboration_id as "CollaborationId", """
        + """n.session as "Session", n.status as "Status", n.last_seen as "LastSeenMicros", n.facts as "FactsText", n.ip as "Ip" """;

    private const string From = "from nodes n";

    private const string OfStudy = """
        exists (select 1 from studies s join study_organisations so on so.study_id = s.id
            where s.id = @? and s.collaboration_id = n.collaboration_id and so.organisation_id = n.organisation_id)
        """;

    public static IReadOnlyDictionary<string, string> Sortable { get; } = new Dictionary<string, string>
    {
        ["id"] = "n.id",
        ["name"] = "n.name",
        ["status"] = "n.status",
        ["last_seen"] = "n.last_seen",
        ["organization_id"] = "n.organisation_id",
        ["collaboration_id"] = "n.collaboration_id",
    };

    public Task<NodeRow?> Find(int id, CancellationToken cancellationToken) =>
        new Query(Select, From).Where("n.id = @?", (long)id).Single<NodeRow>(tables, cancellationToken);

    public Task<IReadOnlyList<NodeRow>> All(CancellationToken cancellationToken) =>
        new Query(Select, From).All<NodeRow>(tables, "n.id", cancellationToken);

    /// <summary>Those of these that exist.</summary>
    public Task<IReadOnlyList<NodeRow>> FindMany(IReadOnlyCollection<int> ids, CancellationToken cancellationToken) =>
        new Query(Select, From).In("n.id", IdList.Padded(ids)).All<NodeRow>(tables, "n.id", cancellationToken);

    public Task<IReadOnlyList<NodeRow>> Of(int collaboration, CancellationToken cancellationToken) =>
        new Query(Select, From).Where("n.collaboration_id = @?", (long)collaboration).All<NodeRow>(tables, "n.id", cancellationToken);

    /// <summary>The nodes of some members of a collaboration.</summary>
    public Task<IReadOnlyList<NodeRow>> Of(
        int collaboration, IReadOnlyCollection<int> organisations, CancellationToken cancellationToken) =>
        new Query(Select, From).Where("n.collaboration_id = @?", (long)collaboration).In("n.organisation_id", organisations)
            .All<NodeRow>(tables, "n.id", cancellationToken);

    public Task<PageOf<NodeRow>> List(Reach reach, NodeFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var query = new Query(Select, From)
            .Like("n.name", filter.Name)
            .Where("n.organisation_id = @?", (long?)filter.Organisation)
            .Where("n.collaboration_id = @?", (long?)filter.Collaboration)
            .Where(OfStudy, (long?)filter.Study)
            .Where("n.status = @?", filter.Status)
            .Where("n.ip = @?", filter.Ip)
            .Where("n.last_seen >= @?", filter.SeenFrom is { } from ? Micros.From(from) : null)
            .Where("n.last_seen <= @?", filter.SeenTill is { } till ? Micros.From(till) : null)
            .Within(reach, "n.collaboration_id in @?", "n.organisation_id in @?");
        return query.Page<NodeRow>(tables, page, Sortable, "n.id", cancellationToken);
    }
}
