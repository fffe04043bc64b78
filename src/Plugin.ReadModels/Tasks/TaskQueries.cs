using System.Text.Json;
using Plugin.Domain.Access;
using Plugin.EventLog;

namespace Plugin.ReadModels.Tasks;

public sealed class TaskQueries(IReadTables tables)
{
    // Any failed run decides; all failed alike give their own status, mixed ones "failed". A task's runs are few and indexed by task, so the
    // status is derived where it is read and cannot drift from the runs.
    private const string Status = """
        (select case
            when count(distinct case when r.status not in ('pending', 'initializing', 'active', 'completed') then r.status end) > 1 then 'failed'
            when count(distinct case when r.status not in ('pending', 'initializing', 'active', 'completed') then r.status end) = 1
                then max(case when r.status not in ('pending', 'initializing', 'active', 'completed') then r.status end)
            when count(case when r.status = 'active' then 1 end) > 0 then 'active'
            when count(case when r.status = 'initializing' then 1 end) > 0 then 'initializing'
            when count(case when r.status = 'pending' then 1 end) > 0 then 'pending'
            else 'completed' end
        from runs r where r.task_id = t.id)
        """;

    private const string Select =
        """
        select t.id as "Id", t.collaboration_id as "CollaborationId", t.init_org_id as "InitOrgId", t.init_user_id as "InitUserId",
            t.job_id as "JobId", t.parent_id as "ParentId", t.parent_run_id as "ParentRunId", t.image as "Image", t.name as "Name",
            t.description as "Description", t.databases as "DatabasesText", t.created_at as "CreatedAtMicros", t.study_id as "StudyId",
            (select s.id from algorithm_stores s where s.id = t.store_id) as "StoreId",
            (select max(r.finished_at) from runs r where r.task_id = t.id) as "LastFinishedAtMicros",
            (select count(*) from runs r where r.task_id = t.id and r.finished_at is null) as "OpenRuns",
        """ + "\n" + Status + " as \"Status\"";

    private const string From = "from tasks t";

    public static IReadOnlyDictionary<string, string> Sortable { get; } = new Dictionary<string, string>
    {
        ["id"] = "t.id",
        ["name"] = "t.name",
        ["image"] = "t.image",
        ["description"] = "t.description",
        ["job_id"] = "t.job_id",
        ["created_at"] = "t.created_at",
        ["collaboration_id"] = "t.collaboration_id",
        ["init_org_id"] = "t.init_org_id",
        ["init_user_id"] = "t.init_user_id",
        ["parent_id"] = "t.parent_id",
        ["study_id"] = "t.study_id",
    };

    public Task<TaskRow?> Find(int id, CancellationToken cancellationToken) =>
        new Query(Select, From).Where("t.id = @?", (long)id).Single<TaskRow>(tables, cancellationToken);

    /// <summary>Of those that a task names by their ids.</summary>
    public Task<TaskNamesRow?> Names(int id, CancellationToken cancellationToken) =>
        new Query(
            """select u.username as "InitUser", o.name as "InitOrganisation", s.url as "Store" """,
            "from tasks t left join users u on u.id = t.init_user_id left join organisations o on o.id = t.init_org_id left join algorithm_stores s on s.id = t.store_id")
            .Where("t.id = @?", (long)id).Single<TaskNamesRow>(tables, cancellationToken);

    /// <summary>Newest first, unless the page says otherwise.</summary>
    public Task<PageOf<TaskRow>> List(Reach reach, TaskFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var query = new Query(Select, From)
            .Where("t.init_org_id = @?", (long?)filter.InitOrganisation)
            .Where("t.init_user_id = @?", (long?)filter.InitUser)
            .Where("t.collaboration_id = @?", (long?)filter.Collaboration)
            .Where("t.study_id = @?", (long?)filter.Study)
            .Where("t.store_id = @?", (long?)filter.Store)
            .Where("t.parent_id = @?", (long?)filter.Parent)
            .Where("t.job_id = @?", (long?)filter.Job)
            .Like("t.name", filter.Name)
            .Like("t.image", filter.Image)
            .Like("t.description", filter.Description)
            .Where("t.databases like @? escape '\\'", filter.Database is { } label ? Containing(label) : null)
            .Where("t.id = (select r.task_id from runs r where r.id = @?)", (long?)filter.Run)
            .In("t.id", filter.Ids);
        if (filter.UserCreated is { } userCreated)
        {
            query.Where(userCreated ? "t.parent_id is null" : "t.parent_id is not null");
        }

        if (filter.Status is { } status)
        {
            query.Where(Status + " = @?", status).CountTo(500);
            // At least one run must be in this state, which keeps the search with the few that are.
            query = status switch
            {
                "pending" => query.Where(WithOpenRun("'pending', 'awaiting approval', 'claimed'")),
                "initializing" => query.Where(WithOpenRun("'initializing'")),
                "active" => query.Where(WithOpenRun("'active', 'unreachable', 'held'")),
                "completed" => query,
                "failed" => query.Where("t.id in (select r.task_id from runs r where r.failure is not null)"),
                _ => query.Where("t.id in (select r.task_id from runs r where r.failure = @?)", status),
            };
        }

        query.Within(reach, "t.collaboration_id in @?", "t.init_org_id in @?", "t.init_user_id in @?", "t.job_id");
        return query.Page<TaskRow>(tables, page, Sortable, "t.id desc", cancellationToken);
    }

    public Task<IReadOnlyList<int>> Children(int parent, CancellationToken cancellationToken) =>
        new Query("select t.id", From).Where("t.parent_id = @?", (long)parent).All<int>(tables, "t.id", cancellationToken);

    public async Task<IReadOnlyList<TaskRow>> ByIds(IReadOnlyCollection<int> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? [] : await new Query(Select, From).In("t.id", ids).All<TaskRow>(tables, "t.id", cancellationToken);

    private static string WithOpenRun(string states) => $"t.id in (select o.task from open_runs o where o.state in ({states}))";

    // Within the stored JSON, so the label is written as it stands there; its own wildcards are not wildcards.
    private static string Containing(string label)
    {
        var json = $"\"Label\":{JsonSerializer.Serialize(label)},";
        var escaped = json.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);
        return $"%{escaped}%";
    }
}
