using System.Text.Json;
using Plugin.EventLog;
using Plugin.ReadModels.Tasks;

namespace Plugin.ReadModels.Runs;

/// <summary>
/// What a node is told of a run it has claimed. A new task's runs are claimed by all their nodes at the same moment: those who ask while a look-up is
/// under way share the next one.
/// </summary>
public sealed class ClaimedRuns
{
    private const string Select = """
        select r.id as "Id", r.organisation_id as "OrganisationId", r.input_id as "InputId",
            t.id as "TaskId", t.job_id as "JobId", t.parent_id as "ParentId", t.collaboration_id as "CollaborationId", t.study_id as "StudyId",
            t.init_org_id as "InitOrgId", t.init_user_id as "InitUserId", t.image as "Image", t.name as "Name", t.databases as "DatabasesText",
            a.id as "StoreId", a.url as "Store", u.username as "InitUser", o.name as "InitOrganisation"
        """;

    private const string From = """
        from runs r join tasks t on t.id = r.task_id
        left join users u on u.id = t.init_user_id left join organisations o on o.id = t.init_org_id left join algorithm_stores a on a.id = t.store_id
        """;

    private readonly Gathering<int, ClaimedRunRow?> _gathering;

    public ClaimedRuns(IReadTables tables) => _gathering = new(async ids =>
    {
        var rows = await new Query(Select, From).In("r.id", IdList.Padded(ids)).All<ClaimedRunRow>(tables, "r.id", CancellationToken.None);
        var found = rows.ToDictionary(row => row.Id);
        return [.. ids.Select(found.GetValueOrDefault)];
    });

    /// <summary>Null when it is in no list: never there, or its task was deleted.</summary>
    public Task<ClaimedRunRow?> Find(int run, CancellationToken cancellationToken) => _gathering.Ask(run, cancellationToken);
}

public sealed class ClaimedRunRow
{
    public required int Id { get; init; }
    public required int OrganisationId { get; init; }
    public required string InputId { get; init; }
    public required int TaskId { get; init; }
    public required int JobId { get; init; }
    public required int? ParentId { get; init; }
    public required int CollaborationId { get; init; }
    public required int? StudyId { get; init; }
    public required int InitOrgId { get; init; }
    public required int InitUserId { get; init; }
    public required string Image { get; init; }
    public required string Name { get; init; }
    public required string DatabasesText { get; init; }

    /// <summary>Null also once the store is no longer linked.</summary>
    public required int? StoreId { get; init; }

    /// <summary>Its address.</summary>
    public required string? Store { get; init; }

    /// <summary>Null when they are no longer there.</summary>
    public required string? InitUser { get; init; }

    public required string? InitOrganisation { get; init; }

    public IReadOnlyList<TaskDatabaseRow> Databases => JsonSerializer.Deserialize<TaskDatabaseRow[]>(DatabasesText)!;
}
