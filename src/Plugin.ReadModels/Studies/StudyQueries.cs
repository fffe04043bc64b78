using Plugin.Domain.Access;
using Plugin.EventLog;

namespace Plugin.ReadModels.Studies;

public sealed class StudyRow
{
    public required int Id { get; init; }
    public required int CollaborationId { get; init; }
    public required string Name { get; init; }
}

public sealed class StudyOrganisationRow
{
    public required int StudyId { get; init; }
    public required int OrganisationId { get; init; }
}

public sealed record StudyFilter
{
    public string? Name { get; init; }
    public int? Organisation { get; init; }
    public int? Collaboration { get; init; }
}

public sealed class StudyQueries(IReadTables tables)
{
    private const string Select = """select s.id as "Id", s.collaboration_id as "CollaborationId", s.name as "Name" """;
    private const string From = "from studies s";

    private const string OfOrganisations =
        "s.id in (select so.study_id from study_organisations so where so.organisation_id in @?)";

    public static IReadOnlyDictionary<string, string> Sortable { get; } = new Dictionary<string, string>
    {
        ["id"] = "s.id",
        ["name"] = "s.name",
        ["collaboration_id"] = "s.collaboration_id",
    };

    public Task<StudyRow?> Find(int id, CancellationToken cancellationToken) =>
        new Query(Select, From).Where("s.id = @?", (long)id).Single<StudyRow>(tables, cancellationToken);

    public Task<PageOf<StudyRow>> List(Reach reach, StudyFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        new Query(Select, From)
            .Like("s.name", filter.Name)
            .Where(OfOrganisations, filter.Organisation is { } organisation ? new[] { (long)organisation } : null)
            .Where("s.collaboration_id = @?", (long?)filter.Collaboration)
            .Within(reach, "s.collaboration_id in @?", OfOrganisations)
            .Page<StudyRow>(tables, page, Sortable, "s.id", cancellationToken);

    /// <summary>Who is in which of these studies.</summary>
    public Task<IReadOnlyList<StudyOrganisationRow>> Organisations(IReadOnlyCollection<int> studies, CancellationToken cancellationToken) =>
        new Query(
                """select so.study_id as "StudyId", so.organisation_id as "OrganisationId" """,
                "from study_organisations so join studies s on s.id = so.study_id")
            .In("so.study_id", studies)
            .All<StudyOrganisationRow>(tables, "so.study_id, so.organisation_id", cancellationToken);
}
