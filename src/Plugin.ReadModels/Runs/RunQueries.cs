using Plugin.Domain.Access;
using Plugin.EventLog;

namespace Plugin.ReadModels.Runs;

public sealed class RunQueries(IReadTables tables, ListMemory memory)
{
    private const string Select = """
        select r.id as "Id", r.task_id as "TaskId", r.collaboration_id as "CollaborationId", r.organisation_id as "OrganisationId",
            r.node_id as "NodeId", r.state as "State", r.status as "Status", r.attempt as "Attempt", r.cause as "Cause",
            r.assigned_at as "AssignedAtMicros", r.started_at as "StartedAtMicros", r.finished_at as "FinishedAtMicros",
            r.input_id as "InputId", r.result_id as "ResultId", r.log_id as "LogId", r.erased_at as "ErasedAtMicros",
            (select count(*) from ports p where p.run_id = r.id) as "PortCount",
            t.init_org_id as "TaskInitOrgId", t.init_user_id as "TaskInitUserId", t.job_id as "TaskJobId", n.name as "NodeName", n.status as "NodeStatus", n.ip as "NodeIp"
        """;

    private const string From = " from runs r join tasks t on t.id = r.task_id left join nodes n on n.id = r.node_id";

    public static IReadOnlyDictionary<string, string> Sortable { get; } = new Dictionary<string, string>
    {
        ["id"] = "r.id",
        ["status"] = "r.status",
        ["assigned_at"] = "r.assigned_at",
        ["started_at"] = "r.started_at",
        ["finished_at"] = "r.finished_at",
        ["organization_id"] = "r.organisation_id",
        ["task_id"] = "r.task_id",
    };

    public Task<RunRow?> Find(int id, CancellationToken cancellationToken) =>
        new Query(Select, From).Where("r.id = @?", (long)id).Single<RunRow>(tables, cancellationToken);

    /// <summary>Newest first, unless the page says otherwise. Organisation scope means runs executed by it.</summary>
    public Task<PageOf<RunRow>> List(Reach reach, RunFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var query = new Query(Select, From).Long("r.id", memory)
            .Where("r.task_id = @?", (long?)filter.Task)
            .In("r.task_id", filter.Tasks)
            .Where("r.organisation_id = @?", (long?)filter.Organisation)
            .Where("r.collaboration_id = @?", (long?)filter.Collaboration)
            .Where("r.node_id = @?", (long?)filter.Node)
            .Where("exists (select 1 from ports p where p.run_id = r.id and p.port = @?)", (long?)filter.Port)
            .Where("r.assigned_at >= @?", AsMicros(filter.AssignedFrom))
            .Where("r.assigned_at <= @?", AsMicros(filter.AssignedTill))
            .Where("r.started_at >= @?", AsMicros(filter.StartedFrom))
            .Where("r.started_at <= @?", AsMicros(filter.StartedTill))
            .Where("r.finished_at >= @?", AsMicros(filter.FinishedFrom))
            .Where("r.finished_at <= @?", AsMicros(filter.FinishedTill))
            .Within(reach, "r.collaboration_id in @?", "r.organisation_id in @?", "t.init_user_id in @?", "t.job_id");
        if (filter.OpenOnly)
        {
            query = filter.Node is { } node
                ? query.Where("r.id in (select o.run from open_runs o where o.node = @?)", (long)node)
                : query.Where("r.id in (select o.run from open_runs o)");
        }

        return query.Page<RunRow>(tables, page, Sortable, "r.id desc", cancellationToken);
    }

    public async Task<IReadOnlyList<RunRow>> OfTasks(IReadOnlyCollection<int> tasks, CancellationToken cancellationToken) =>
        tasks.Count == 0 ? [] : await new Query(Select, From).In("r.task_id", tasks).All<RunRow>(tables, "r.id", cancellationToken);

    /// <summary>The run whose input or result this content is; null when it is none's.</summary>
    public Task<RunRow?> OfContent(string id, CancellationToken cancellationToken) =>
        new Query(Select, From).Where("r.id = (select c.run_id from streamed_contents c where c.id = @?)", id).Single<RunRow>(tables, cancellationToken);

    public async Task<IReadOnlyList<PortRow>> Ports(IReadOnlyCollection<int> ofRuns, CancellationToken cancellationToken) =>
        ofRuns.Count == 0 ? [] : await new Query("""select p.run_id as "RunId", p.id as "Id", p.port as "Port", p.label as "Label" """, "from ports p")
            .In("p.run_id", ofRuns).All<PortRow>(tables, "p.run_id, p.id", cancellationToken);

    private static long? AsMicros(DateTimeOffset? time) => time is { } known ? Micros.From(known) : null;
}
