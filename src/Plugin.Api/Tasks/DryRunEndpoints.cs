using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.AlgorithmStores;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Tasks;
using Plugin.ReadModels.Tasks;

namespace Plugin.Api.Tasks;

/// <summary>What a researcher's page asks beside what vantage6 has: trying a task before it is ordered, and stopping one's own.</summary>
internal static class DryRunEndpoints
{
    private const int MostOrganisations = 200;
    private const int MaxMethod = 256;

    public static void MapDryRuns(this IEndpointRouteBuilder routes)
    {
        routes.Post("task/dry-run", Try).For(Callers.User)
            .WithSummary("What would become of a task: which nodes would take it, and why others would not. Nothing is ordered.")
            .Takes<DryRunQuestion>().Gives<DryRun>()
            .Needs(Operation.Create, Resource.Task);
        routes.Post("task/{id:int:min(1)}/stop", Stop).For(Callers.User)
            .WithSummary("Stops a task and its subtasks, for whoever may delete it: deleting stops it too, and takes it from the lists.")
            .GivesMessage()
            .Needs(Operation.Delete, Resource.Task);
    }

    private static async Task<IResult> Try(
        HttpContext http, DryRuns dryRuns, StoreAuthorization authorization, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var study = body.Id("study_id");
        var collaboration = body.Id("collaboration_id");
        if (collaboration is null && study is null && !body.HasFailed)
        {
            body.Fail("collaboration_id", "Say which collaboration (collaboration_id) or which study of one (study_id).");
        }

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
