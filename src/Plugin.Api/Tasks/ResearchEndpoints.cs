using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.AlgorithmStores;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Api.Runs;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Tasks;
using Plugin.ReadModels;
using Plugin.ReadModels.Runs;
using Plugin.ReadModels.Tasks;
using SortKey = Plugin.ReadModels.SortKey;

namespace Plugin.Api.Tasks;

/// <summary>What a researcher's page asks beside what vantage6 has: trying a task before it is ordered, all that belongs to one, and stopping one's own.</summary>
internal static class ResearchEndpoints
{
    private const int MostOrganisations = 200;
    private const int MaxMethod = 256;
    private const int MostTasks = 500;

    public static void MapResearch(this IEndpointRouteBuilder routes)
    {
        routes.Post("task/dry-run", Try).For(Callers.User)
            .WithSummary("What would become of a task: which nodes would take it, and why others would not. Nothing is ordered.")
            .Takes<DryRunQuestion>().Gives<DryRun>()
            .Needs(Operation.Create, Resource.Task);
        routes.Get("task/{id:int:min(1)}/job", ShowJob).For(Callers.User)
            .WithSummary("A task with its parents, subtasks and all their runs, without inputs, results and logs.")
            .Gives<JobView>()
            .Needs(Operation.View, Resource.Task);
        routes.Post("task/{id:int:min(1)}/stop", Stop).For(Callers.User)
            .WithSummary("Stops a task and its subtasks, for whoever may delete it: deleting stops it too, and takes it from the lists.")
            .GivesMessage()
            .Needs(Operation.Delete, Resource.Task);
    }

    private static async Task<IResult> Try(
        HttpContext http, DryRuns dryRuns, StoreAuthorization authorization, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var (collaboration, study) = TaskOrder.ReadPlace(body);
        var store = body.Id("store_id");
        var method = body.Text("method", MaxMethod);
        var order = new TaskOrder(
            collaboration, study, body.Text("image", TaskOrder.MaxImage, required: true, min: 1) ?? "", "", "", TaskOrder.ReadDatabases(body), Organisations(body))
        {
            Store = store,
        };
        var caller = (UserCaller)CurrentCaller.Of(http);
        return body.Invalid() ?? await dryRuns.Try(caller, authorization.Of(http, caller), order, method, cancellationToken);
    }

    private static async Task<IResult> ShowJob(
        HttpContext http, int id, TaskQueries tasks, RunQueries runs, CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        if (await tasks.Find(id, cancellationToken) is not { } task)
        {
            return TaskEndpoints.Missing(id);
        }

        if (Rights.Denies(caller, Operation.View, TaskEndpoints.TargetOf(task)) is { } denied)
        {
            return denied;
        }

        var page = new PageRequest(1, MostTasks, [new SortKey("id", Descending: false)]);
        var found = await tasks.List(caller.Sees(Resource.Task), new TaskFilter { Job = task.JobId }, page, cancellationToken);
        var seen = caller.Sees(Resource.Run);
        var theirs = (await runs.OfTasks([.. found.Rows.Select(one => one.Id)], cancellationToken))
            .Where(run => seen.Includes(RunEndpoints.TargetOf(run))).ToLookup(run => run.TaskId);
        return Answers.Ok(new JobView(
            task.JobId, found.Total,
            [
                .. found.Rows.Select(one => new JobTask(
                    one.Id, one.ParentId, one.ParentRunId, one.Name, one.Status, one.CreatedAt, [.. theirs[one.Id].Select(JobRunOf)])),
            ]));
    }

    private static JobRun JobRunOf(RunRow run) => new(
        run.Id, run.Status, run.State, run.Cause, run.Attempt, run.OrganisationId, run.NodeId, run.NodeName, run.NodeStatus, run.AssignedAt,
        run.StartedAt, run.FinishedAt, run.ResultId is not null && run.ErasedAt is null, run.LogId is not null && run.ErasedAt is null);

    private static async Task<IResult> Stop(HttpContext http, int id, IGrains grains, TaskQueries tasks, CancellationToken cancellationToken)
    {
        if (await tasks.Find(id, cancellationToken) is not { } task)
        {
            return TaskEndpoints.Missing(id);
        }

        var (by, denied) = Rights.Check(CurrentCaller.Of(http), Operation.Delete, TaskEndpoints.TargetOf(task));
        if (by is null)
        {
            return denied!;
        }

        if (task.OpenRuns == 0)
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, $"Task {id} has finished already ({task.Status}).");
        }

        var answer = await grains.Ask(new KillTask(by, new TaskId(id)), cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Message(refusal) : Answers.Done($"Task {id} and its subtasks are stopped.");
    }

    /// <summary>Without inputs, which a task that is only tried does not have.</summary>
    private static List<OrganisationInput> Organisations(Body body)
    {
        var asked = new List<OrganisationInput>();
        foreach (var organisation in body.Items("organizations", MostOrganisations))
        {
            asked.Add(new OrganisationInput(organisation.Id("id", required: true) ?? 0, ""));
            body.Take("organizations", organisation);
        }

        return asked;
    }
}
