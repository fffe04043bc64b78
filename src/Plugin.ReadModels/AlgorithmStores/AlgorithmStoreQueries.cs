using Plugin.Domain.Access;
using Plugin.EventLog;

namespace Plugin.ReadModels.AlgorithmStores;

public sealed class AlgorithmStoreRow
{
    public required int Id { get; init; }
    public required string Name { get; init; }
    public required string Url { get; init; }

    /// <summary>What the store knows this hub by.</summary>
    public required string ServerUrl { get; init; }

    /// <summary>Null: for all collaborations.</summary>
    public required int? CollaborationId { get; init; }
}

public sealed record AlgorithmStoreFilter
{
    public string? Name { get; init; }
    public string? Url { get; init; }

    /// <summary>Those for all collaborations serve it too.</summary>
    public int? Collaboration { get; init; }
}

/// <summary>Links of the collaborations that there are: one that was made while its collaboration went is in no list.</summary>
public sealed class AlgorithmStoreQueries(IReadTables tables)
{
    private const string Select =
        """select s.id as "Id", s.name as "Name", s.url as "Url", s.server_url as "ServerUrl", s.collaboration_id as "CollaborationId" """;

    private const string From =
        "from (select * from algorithm_stores where collaboration_id is null or collaboration_id in (select id from collaborations)) s";

    public static IReadOnlyDictionary<string, string> Sortable { get; } = new Dictionary<string, string>
    {
        ["id"] = "s.id",
        ["name"] = "s.name",
        ["url"] = "s.url",
        ["collaboration_id"] = "s.collaboration_id",
    };

    public Task<AlgorithmStoreRow?> Find(int id, CancellationToken cancellationToken) =>
        new Query(Select, From).Where("s.id = @?", (long)id).Single<AlgorithmStoreRow>(tables, cancellationToken);

    public Task<IReadOnlyList<AlgorithmStoreRow>> At(string url, CancellationToken cancellationToken) =>
        new Query(Select, From).Where("s.url = @?", url).All<AlgorithmStoreRow>(tables, "s.id", cancellationToken);

    /// <param name="reach">In collaborations: a link is seen by those who see its collaboration, one for all by those who see any.</param>
    public Task<PageOf<AlgorithmStoreRow>> List(
        Reach reach, AlgorithmStoreFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        new Query(Select, From)
            .Like("s.name", filter.Name)
            .Like("s.url", filter.Url)
            .Where("s.collaboration_id is null or s.collaboration_id = @?", (long?)filter.Collaboration)
            .Within(
                reach, "(s.collaboration_id is null or s.collaboration_id in @?)",
                "(s.collaboration_id is null or s.collaboration_id in (select m.collaboration_id from members m where m.organisation_id in @?))")
            .Page<AlgorithmStoreRow>(tables, page, Sortable, "s.id", cancellationToken);
}
