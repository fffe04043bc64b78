using Plugin.Domain.Access;
using Plugin.EventLog;

namespace Plugin.ReadModels.Collaborations;

public sealed class CollaborationRow
{
    public required int Id { get; init; }
    public required string Name { get; init; }
    public required bool Encrypted { get; init; }
}

public sealed class MemberRow
{
    public required int CollaborationId { get; init; }
    public required int OrganisationId { get; init; }
}

public sealed record CollaborationFilter
{
    public string? Name { get; init; }
    public bool? Encrypted { get; init; }
    public int? Organisation { get; init; }

    /// <summary>Whether it has said for itself how long contents are kept.</summary>
    public bool? OwnRetention { get; init; }

    /// <summary>This one alone.</summary>
    public int? Id { get; init; }
}

public sealed class CollaborationQueries(IReadTables tables)
{
    private const string Select = """select c.id as "Id", c.name as "Name", c.encrypted as "Encrypted" """;
    private const string From = "from collaborations c";

    public static IReadOnlyDictionary<string, string> Sortable { get; } = new Dictionary<string, string>
    {
        ["id"] = "c.id",
        ["name"] = "c.name",
        ["encrypted"] = "c.encrypted",
    };

    public Task<CollaborationRow?> Find(int id, CancellationToken cancellationToken) =>
        new Query(Select, From).Where("c.id = @?", (long)id).Single<CollaborationRow>(tables, cancellationToken);

    public Task<PageOf<CollaborationRow>> List(
        Reach reach, CollaborationFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        new Query(Select, From)
            .Like("c.name", filter.Name)
            .Where("c.encrypted = @?", filter.Encrypted)
            .Where("c.id in (select m.collaboration_id from members m where m.organisation_id = @?)", (long?)filter.Organisation)
            .Where("(c.id in (select p.collaboration from retention_policies p)) = @?", filter.OwnRetention)
            .Where("c.id = @?", (long?)filter.Id)
            .Within(reach, "c.id in @?", "c.id in (select m.collaboration_id from members m where m.organisation_id in @?)")
            .Page<CollaborationRow>(tables, page, Sortable, "c.id", cancellationToken);

    public Task<IReadOnlyList<int>> Of(int organisation, CancellationToken cancellationToken) =>
        new Query("select c.id", From + " join members m on m.collaboration_id = c.id")
            .Where("m.organisation_id = @?", (long)organisation).All<int>(tables, "c.id", cancellationToken);

    /// <summary>Those of these that exist.</summary>
    public Task<IReadOnlyList<CollaborationRow>> ByIds(IReadOnlyCollection<int> ids, CancellationToken cancellationToken) =>
        new Query(Select, From).In("c.id", ids).All<CollaborationRow>(tables, "c.id", cancellationToken);

    /// <summary>Who is in which of these collaborations.</summary>
    public async Task<IReadOnlyList<MemberRow>> Members(IReadOnlyCollection<int> collaborations, CancellationToken cancellationToken) =>
        await new Query(
                """select m.collaboration_id as "CollaborationId", m.organisation_id as "OrganisationId" """,
                "from members m join collaborations c on c.id = m.collaboration_id")
            .In("m.collaboration_id", collaborations)
            .All<MemberRow>(tables, "m.collaboration_id, m.organisation_id", cancellationToken);
}
