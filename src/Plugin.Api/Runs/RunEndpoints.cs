using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Api.Tasks;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains.Runs;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Nodes;
using Plugin.ReadModels.Runs;
using Plugin.ReadModels.Tasks;

namespace Plugin.Api.Runs;

/// <summary>Runs and their results: one list with two views.</summary>
internal static class RunEndpoints
{
    public static void MapRuns(this IEndpointRouteBuilder routes, ApiOptions options)
    {
        routes.Get("run", ListRuns).For(Callers.Any)
            .WithSummary("The runs you may see, the newest first.")
            .Lists<Run>(RunQueries.Sortable).Asks(text: "state include", id: "task_id organization_id collaboration_id node_id", number: "port", time: "assigned_from assigned_till started_from started_till finished_from finished_till")
            .Needs(Operation.View, Resource.Run);
        routes.Get("run/standing", ListStanding).For(Callers.User)
            .WithSummary("How far the runs are that you may see, without their contents, so that looking is no reading of them.")
            .Lists<RunStanding>(RunQueries.Sortable).Asks(text: "state", id: "task_id organization_id collaboration_id node_id", number: "port", time: "assigned_from assigned_till started_from started_till finished_from finished_till")
            .Needs(Operation.View, Resource.Run);
        routes.Get("run/{id:int:min(1)}", ShowRun).For(Callers.Any)
            .WithSummary("One run.")
            .Asks(text: "include").Gives<Run>()
            .Needs(Operation.View, Resource.Run);
        routes.Patch("run/{id:int:min(1)}", RunPatching.Patch).For(Callers.Node)
            .WithSummary("What a vantage6 node reports about a run; the first report claims it.")
            .TakesLarge<RunPatch>(options.MaxTaskBody).Gives<Run>()
            .NeedsNoRule(Because.OwnRuns);
        routes.Get("run/{id:int:min(1)}/contents/{kind}", RunContents.Show).For(Callers.Any)
            .WithSummary("The input, result or log of a run as it was sent.")
            .GivesContent("application/octet-stream").GivesContent("application/octet-stream", StatusCodes.Status206PartialContent)
            .Needs(Operation.View, Resource.Run);
        routes.Get("run/{id:int:min(1)}/log", RunLogs.Show).For(Callers.Any)
            .WithSummary("What a run has printed after so many characters; with wait, that many seconds at most are waited for more of it.")
            .Asks(number: "after wait").Gives<RunLog>()
            .Needs(Operation.View, Resource.Run);
        routes.Get("result", ListResults).For(Callers.Any)
            .WithSummary("The results you may see, the newest first.")
            .Lists<Result>(RunQueries.Sortable).Asks(text: "state", id: "task_id organization_id collaboration_id node_id", number: "port", time: "assigned_from assigned_till started_from started_till finished_from finished_till")
            .Needs(Operation.View, Resource.Run);
        routes.Get("result/{id:int:min(1)}", ShowResult).For(Callers.Any)
            .WithSummary("One result; its id is its run's.")
            .Gives<Result>()
            .Needs(Operation.View, Resource.Run);
    }

    private static async Task<IResult> ListRuns(
        HttpContext http, RunQueries runs, TaskQueries tasks, NodeQueries nodes, CollaborationQueries collaborations, RunViews views, TaskViews taskViews,
        CancellationToken cancellationToken)
    {
        var filters = new Filters(http);
        var (page, rows, refused) = await List(http, filters, runs, tasks, nodes, collaborations, cancellationToken);
        if (rows is null)
        {
            return refused!;
        }

        var embedded = filters.Includes("task")
            ? (await tasks.ByIds([.. rows.Rows.Select(row => row.TaskId).Distinct()], cancellationToken))
                .ToDictionary(task => task.Id, taskViews.Of)
            : null;
        var late = views.Late();
        return Lists.Page(
            http, page!, rows.Total, rows.TotalIsExact,
            await views.Runs(CurrentCaller.Of(http), rows.Rows, late, cancellationToken, embedded), late.Answer);
    }

    private static async Task<IResult> ListStanding(
        HttpContext http, RunQueries runs, TaskQueries tasks, NodeQueries nodes, CollaborationQueries collaborations, CancellationToken cancellationToken)
    {
        var (page, rows, refused) = await List(http, new Filters(http), runs, tasks, nodes, collaborations, cancellationToken);
        return rows is null ? refused! : Lists.Page(http, page!, rows, row => new RunStanding(
            row.Id, row.TaskId, row.CollaborationId, row.OrganisationId, row.Status, row.State, row.Attempt, row.Cause, row.AssignedAt, row.StartedAt,
            row.FinishedAt, row.NodeName is null ? null : new StandingNode(row.NodeId, row.NodeName, row.NodeStatus)));
    }

    private static async Task<IResult> ListResults(
        HttpContext http, RunQueries runs, TaskQueries tasks, NodeQueries nodes, CollaborationQueries collaborations, RunViews views, CancellationToken cancellationToken)
    {
        var (page, rows, refused) = await List(http, new Filters(http), runs, tasks, nodes, collaborations, cancellationToken);
        if (rows is null)
        {
            return refused!;
        }

        var late = views.Late();
        return Lists.Page(
            http, page!, rows.Total, rows.TotalIsExact, await views.Results(CurrentCaller.Of(http), rows.Rows, late, cancellationToken),
            late.Answer);
    }

    private static async Task<IResult> ShowRun(
        HttpContext http, int id, RunQueries runs, TaskQueries tasks, RunViews views, TaskViews taskViews, LiveLogs logs,
        CancellationToken cancellationToken)
    {
        var (run, refused) = await Find(http, id, runs, cancellationToken);
        if (run is null)
        {
            return refused!;
        }

        var embedded = new Filters(http).Includes("task")
            ? (await tasks.ByIds([run.TaskId], cancellationToken)).ToDictionary(task => task.Id, taskViews.Of)
            : null;
        var late = views.Late();
        var view = (await views.Runs(CurrentCaller.Of(http), [run], late, cancellationToken, embedded))[0];
        // Only here: a list would look for each of its runs.
        return late.Answer(view.Log is null && run.IsOpen ? view with { Log = (await logs.Find(id, run.Attempt, cancellationToken))?.Text } : view);
    }

    private static async Task<IResult> ShowResult(
        HttpContext http, int id, RunQueries runs, RunViews views, CancellationToken cancellationToken)
    {
        var (run, refused) = await Find(http, id, runs, cancellationToken);
        if (run is null)
        {
            return refused!;
        }

        var late = views.Late();
        return late.Answer((await views.Results(CurrentCaller.Of(http), [run], late, cancellationToken))[0]);
    }

    private static async Task<(ReadModels.PageRequest? Page, ReadModels.PageOf<RunRow>? Rows, IResult? Refused)> List(
        HttpContext http, Filters filters, RunQueries runs, TaskQueries tasks, NodeQueries nodes, CollaborationQueries collaborations,
        CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var state = filters.Text("state");
        var filter = new RunFilter
        {
            Task = filters.Id("task_id"),
            Organisation = filters.Id("organization_id"),
            Collaboration = filters.Id("collaboration_id"),
            Node = filters.Id("node_id"),
            Port = filters.Id("port"),
            OpenOnly = state == "open",
            AssignedFrom = filters.Time("assigned_from"),
            AssignedTill = filters.Time("assigned_till"),
            StartedFrom = filters.Time("started_from"),
            StartedTill = filters.Time("started_till"),
            FinishedFrom = filters.Time("finished_from"),
            FinishedTill = filters.Time("finished_till"),
        };
        var page = filters.Page(RunQueries.Sortable);
        if (filters.Invalid() is { } invalid)
        {
            return (null, null, invalid);
        }

        if (filter.Task is { } task)
        {
            if (await tasks.Find(task, cancellationToken) is not { } known)
            {
                return (null, null, ErrorShapes.Message(StatusCodes.Status400BadRequest, $"There is no task {task}."));
            }

            if (Rights.Denies(caller, Operation.View, OfTask(known)) is { } denied)
            {
                return (null, null, denied);
            }
        }

        if (filter.Organisation is { } organisation && caller is not ContainerCaller)
        {
            var executed = new Target(
                Resource.Run, await collaborations.IdsOf(organisation, cancellationToken), [new OrganisationId(organisation)], null, null);
            if (Rights.Denies(caller, Operation.View, executed) is { } denied)
            {
                return (null, null, denied);
            }
        }

        if (filter.Node is { } node)
        {
            if (await nodes.Find(node, cancellationToken) is not { } known)
            {
                return (null, null, ErrorShapes.Message(StatusCodes.Status400BadRequest, $"There is no node {node}."));
            }

            if (known.CollaborationId is { } home && caller is not ContainerCaller
                && Rights.Denies(caller, Operation.View, CollaborationTargets.Within(Resource.Run, home)) is { } barred)
            {
                return (null, null, barred);
            }
        }

        if (filter.Collaboration is { } collaboration
            && caller is not ContainerCaller
            && Rights.Denies(caller, Operation.View, CollaborationTargets.Within(Resource.Run, collaboration)) is { } refused)
        {
            return (null, null, refused);
        }

        var reach = caller.Sees(Resource.Run);
        return caller.MayList(Resource.Run)
            ? (page, await runs.List(reach, filter, page, cancellationToken), null)
            : (null, null, Rights.NothingToList(Resource.Run));
    }

    /// <summary>The run, when the caller may see it.</summary>
    public static async Task<(RunRow? Run, IResult? Refused)> Find(
        HttpContext http, int id, RunQueries runs, CancellationToken cancellationToken)
    {
        if (await runs.Find(id, cancellationToken) is not { } run)
        {
            return (null, Missing(id));
        }

        return Rights.Denies(CurrentCaller.Of(http), Operation.View, TargetOf(run)) is { } denied ? (null, denied) : (run, null);
    }

    public static IResult Missing(int id) => ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no run {id}.");

    public static Target TargetOf(RunRow run) => Target.Run(
        new CollaborationId(run.CollaborationId), new OrganisationId(run.OrganisationId), new UserId(run.TaskInitUserId),
        new TaskId(run.TaskJobId));

    /// <summary>The runs of a task, whoever executes them: those of its own initiator included.</summary>
    public static Target OfTask(TaskRow task) => Target.Run(
        new CollaborationId(task.CollaborationId), new OrganisationId(task.InitOrgId), new UserId(task.InitUserId), new TaskId(task.JobId));
}
