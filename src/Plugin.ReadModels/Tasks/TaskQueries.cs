using System.Text.Json;
using Plugin.Domain.Access;
using Plugin.EventLog;

namespace Plugin.ReadModels.Tasks;

public sealed class TaskQueries(IReadTables tables, ListMemory memory)
{
    // Any failed run decides; all failed alike give their own status, mixed ones "failed". A task's runs are few and indexed by task, so the
    // status is derived where it is read and cannot drift from the runs.
    private const string OfRuns = """
        case
            when max(r.failure) is not null then case when min(r.failure) = max(r.failure) then max(r.failure) else 'failed' end
            when count(case when r.status = 'active' then 1 end) > 0 then 'active'
            when count(case when r.status = 'initializing' then 1 end) > 0 then 'initializing'
            when count(case when r.status = 'pending' then 1 end) > 0 then 'pending'
            else 'completed' end
        """;

    private const string Status = $"(select {OfRuns} from runs r where r.task_id = t.id)";

    private const string Select =
        """
        select t.id as "Id", t.collaboration_id as "CollaborationId", t.init_org_id as "InitOrgId", t.init_user_id as "InitUserId",
            t.job_id as "JobId", t.parent_id as "ParentId", t.parent_run_id as "ParentRunId", t.image as "Image", t.name as "Name",
            t.description as "Description", t.databases as "DatabasesText", t.created_at as "CreatedAtMicros", t.study_id as "StudyId",
            (select a.id from algorithm_stores a where a.id = t.store_id) as "StoreId",
            s.last_finished_at as "LastFinishedAtMicros", coalesce(s.open_runs, 0) as "OpenRuns",
            coalesce(s.runs, 0) as "Runs", coalesce(s.failed_runs, 0) as "FailedRuns", coalesce(s.status, 'completed') as "Status"
        """;

    /// <summary>What of a task its runs tell, in one look at them.</summary>
    /// <param name="tasks">Of which tasks, as a condition on <c>r.task_id</c>.</param>
    private static string Ended(string tasks) =>
        $"(select r.task_id, max(r.finished_at) as last_finished_at, count(case when r.finished_at is null then 1 end) as open_runs, count(*) as runs, count(r.failure) as failed_runs, {OfRuns} as status from runs r where r.task_id {tasks} group by r.task_id) s on s.task_id = t.id";

    private const string From = "from tasks t";

    /// <summary>So many tasks of matching names are looked up one by one; of more of them the newest are soon met.</summary>
    private const int FewNamed = 1000;

    public static IReadOnlyDictionary<string, string> Sortable { get; } = new Dictionary<string, string>
    {
        ["id"] = "t.id",
        ["name"] = "t.name_key",
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
        new Query(Select, $"{From} left join {Ended("= @id")}").With("id", (long)id).Where("t.id = @id").Single<TaskRow>(tables, cancellationToken);

    /// <summary>Newest first, unless the page says otherwise.</summary>
    public async Task<PageOf<TaskRow>> List(Reach reach, TaskFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var query = new Query(Select, filter.Status is null ? From : $"{From} join task_ends e on e.task = t.id").Long("t.id", memory, $"left join {Ended("in (select id from page)")}")
            .Where("t.init_org_id = @?", (long?)filter.InitOrganisation)
            .Where("t.init_user_id = @?", (long?)filter.InitUser)
            .Where("t.collaboration_id = @?", (long?)filter.Collaboration)
            .Where("t.study_id = @?", (long?)filter.Study)
            .Where("t.store_id = @?", (long?)filter.Store)
            .Where("t.parent_id = @?", (long?)filter.Parent)
            .Where("t.job_id = @?", (long?)filter.Job)
            .Like("t.image", filter.Image)
            .Like("t.description", filter.Description)
            .Where("t.databases like @? escape '\\'", filter.Database is { } label ? Containing(label) : null)
            .Where("t.id = (select r.task_id from runs r where r.id = @?)", (long?)filter.Run)
            .Where("t.created_at >= @?", filter.CreatedFrom is { } from ? Micros.From(from) : null)
            .Where("t.created_at <= @?", filter.CreatedTill is { } till ? Micros.From(till) : null)
            .In("t.id", filter.Ids);
        if (filter.UserCreated is { } userCreated)
        {
            query.Where(userCreated ? "t.parent_id is null" : "t.parent_id is not null");
        }

        if (filter.Name is { } name)
        {
            await Name(query, SearchText.Key(name)!, cancellationToken);
        }

        if (filter.Status is { } status)
        {
            OfStatus(query, status);
        }

        query.Within(reach, "t.collaboration_id in @?", "t.init_org_id in @?", "t.init_user_id in @?", "t.job_id");
        return await query.Page<TaskRow>(tables, page, Sortable, "t.id desc", cancellationToken);
    }

    public Task<IReadOnlyList<int>> Children(int parent, CancellationToken cancellationToken) =>
        new Query("select t.id", From).Where("t.parent_id = @?", (long)parent).All<int>(tables, "t.id", cancellationToken);

    public async Task<IReadOnlyList<TaskRow>> ByIds(IReadOnlyCollection<int> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? [] : (await List(Reach.Nothing(Resource.Task) with { Everything = true }, new TaskFilter { Ids = ids }, PageRequest.First(ids.Count), cancellationToken)).Rows;

    /// <summary>
    /// No index has both the names and the order of the list. Few tasks of such a name are found by it and then sorted; many are met by going
    /// through the list. A look tells which: a database that guessed wrong would go through everything.
    /// </summary>
    private async Task Name(Query query, string pattern, CancellationToken cancellationToken)
    {
        var (start, whole) = SearchText.StartOf(pattern);
        if (whole)
        {
            query.Where("t.name_key = @?", start);
            return;
        }

        var named = start.Length == 0 ? "n.name_key like @? escape '\\'" : "n.name_key like @? escape '\\' and n.name_key >= @? and n.name_key < @?";
        object[] values = start.Length == 0 ? [pattern] : [pattern, start, SearchText.EndOf(start)];
        var many = memory.Count($"tasks named {pattern}") is not null;
        IReadOnlyList<int> found = many
            ? []
            : await new Query("select n.id", "from tasks n").Where(named, values).Some<int>(FewNamed + 1, tables, cancellationToken);
        if (many || found.Count > FewNamed)
        {
            memory.NoteCount($"tasks named {pattern}", FewNamed, all: false);
            query.Where(named.Replace("n.", "t.", StringComparison.Ordinal), values);
        }
        else
        {
            query.In("t.id", found);
        }
    }

    // Through task_ends, which has indexes of what is looked for: tasks of other statuses are not walked.
    private static void OfStatus(Query query, string status)
    {
        query.CountTo(500).Where("e.collaboration_id = t.collaboration_id");
        _ = status switch
        {
            "completed" => query.Where("e.open = 0 and e.failed = 0"),
            "pending" => query.Where("e.failed = 0").Where(WithOpenRuns(0)),
            "initializing" => query.Where("e.failed = 0").Where(WithOpenRuns(1)),
            "active" => query.Where("e.failed = 0").Where(WithOpenRuns(2)),
            "failed" => query.Where("e.failure is not null").Where(Status + " = @?", status),
            _ => query.Where("e.failure = @?", status).Where(Status + " = @?", status),
        };
    }

    /// <summary>Of what is open of a task, the furthest run decides.</summary>
    private static string WithOpenRuns(int furthest) => $"""
        t.id in (select o.task from open_runs o group by o.task
            having max(case when o.state in ('active', 'unreachable', 'held') then 2 when o.state = 'initializing' then 1 else 0 end) = {furthest})
        """;

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
