using Plugin.Domain.Access;
using Plugin.EventLog;

namespace Plugin.ReadModels.Organisations;

public sealed class OrganisationRow
{
    public required int Id { get; init; }
    public required string Name { get; init; }
    public required string Domain { get; init; }
    public required string Address1 { get; init; }
    public required string Address2 { get; init; }
    public required string Zipcode { get; init; }
    public required string Country { get; init; }
    public required string PublicKey { get; init; }
}

public sealed record OrganisationFilter
{
    public string? Name { get; init; }
    public string? Country { get; init; }
    public int? Collaboration { get; init; }
    public int? Study { get; init; }
    public IReadOnlyList<int>? Ids { get; init; }
}

public sealed class OrganisationQueries(IReadTables tables)
{
    private const string Select =
        """select o.id as "Id", o.name as "Name", o.domain as "Domain", o.address1 as "Address1", o.address2 as "Address2", """
        + """o.zipcode as "Zipcode", o.country as "Country", o.public_key as "PublicKey" """;

    private const string From = "from organisations o";

    private const string OfCollaborations =
        "o.id in (select m.organisation_id from members m join collaborations c on c.id = m.collaboration_id where m.collaboration_id in @?)";

    private const string OfStudies =
        "o.id in (select so.organisation_id from study_organisations so join studies s on s.id = so.study_id where so.study_id = @?)";

    public static IReadOnlyDictionary<string, string> Sortable { get; } = new Dictionary<string, string>
    {
        ["id"] = "o.id",
        ["name"] = "o.name",
        ["country"] = "o.country",
        ["domain"] = "o.domain",
    };

    public Task<OrganisationRow?> Find(int id, CancellationToken cancellationToken) =>
        new Query(Select, From).Where("o.id = @?", (long)id).Single<OrganisationRow>(tables, cancellationToken);

    public Task<PageOf<OrganisationRow>> List(
        Reach reach, OrganisationFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var query = new Query(Select, From)
            .Like("o.name", filter.Name)
            .Where("o.country = @?", filter.Country)
            .Where(OfCollaborations, filter.Collaboration is { } id ? new[] { (long)id } : null)
            .Where(OfStudies, (long?)filter.Study)
            .In("o.id", filter.Ids)
            .Within(reach, OfCollaborations, "o.id in @?");
        return query.Page<OrganisationRow>(tables, page, Sortable, "o.id", cancellationToken);
    }

    /// <summary>The members of a collaboration.</summary>
    public Task<IReadOnlyList<OrganisationRow>> Members(int collaboration, CancellationToken cancellationToken) =>
        new Query(Select, From).Where(OfCollaborations, new[] { (long)collaboration })
            .All<OrganisationRow>(tables, "o.id", cancellationToken);

    /// <summary>Those of a study.</summary>
    public Task<IReadOnlyList<OrganisationRow>> OfStudy(int study, CancellationToken cancellationToken) =>
        new Query(Select, From).Where(OfStudies, (long)study)
            .All<OrganisationRow>(tables, "o.id", cancellationToken);

    public async Task<IReadOnlyList<OrganisationRow>> ByIds(IReadOnlyCollection<int> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? [] : await new Query(Select, From).In("o.id", ids).All<OrganisationRow>(tables, "o.id", cancellationToken);

    /// <summary>Those of the ids that exist.</summary>
    public async Task<IReadOnlySet<int>> Known(IReadOnlyCollection<int> ids, CancellationToken cancellationToken) =>
        (await ByIds(ids, cancellationToken)).Select(row => row.Id).ToHashSet();

    /// <summary>Every organisation that shares a collaboration with this one, itself included when it is in any.</summary>
    public async Task<IReadOnlyList<int>> Partners(IReadOnlyCollection<int> collaborations, CancellationToken cancellationToken) =>
        collaborations.Count == 0
            ? []
            : await new Query("select o.id", From).Where(OfCollaborations, collaborations.Select(c => (long)c).ToArray())
                .All<int>(tables, "o.id", cancellationToken);
}
