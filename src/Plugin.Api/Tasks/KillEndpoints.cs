using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Api.Nodes;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Nodes;
using Plugin.Grains.Tasks;
using Plugin.ReadModels.Nodes;
using Plugin.ReadModels.Tasks;

namespace Plugin.Api.Tasks;

/// <summary>What is killed has ended at the hub when the answer leaves; stations learn it by their feed and stop the containers.</summary>
internal static class KillEndpoints
{
    public static void MapKills(this IEndpointRouteBuilder routes)
    {
        routes.Post("kill/task", KillTask).For(Callers.User)
            .WithSummary("Stops a task and its subtasks.")
            .Takes<IdBody>().GivesMessage()
            .Needs(Operation.Send, Resource.Event);
        routes.Post("kill/node/tasks", KillOnNode).For(Callers.User)
            .WithSummary("Stops everything that runs or waits on a node.")
            .Takes<IdBody>().GivesMessage()
            .Needs(Operation.Send, Resource.Event);
    }

    private static async Task<IResult> KillTask(HttpContext http, IGrains grains, TaskQueries tasks, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var id = body.Id("id", required: true);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await tasks.Find(id!.Value, cancellationToken) is not { } task)
        {
            return TaskEndpoints.Missing(id.Value);
        }

        if (RunStatus.HasFinished(task.Status))
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, $"Task {id} has finished already ({task.Status}).");
        }

        var (by, denied) = Rights.Check(
            CurrentCaller.Of(http), Operation.Send, Target.KillOfTask(new CollaborationId(task.CollaborationId)));
        if (by is null)
        {
            return denied!;
        }

        var answer = await grains.Ask(new KillTask(by, new TaskId(task.Id)), cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Message(refusal) : Answers.Done($"Task {id} and its subtasks are killed.");
    }

    private static async Task<IResult> KillOnNode(
        HttpContext http, NodeStopping stopping, NodeQueries nodes, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var id = body.Id("id", required: true);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await nodes.Find(id!.Value, cancellationToken) is not { CollaborationId: { } collaboration } node)
        {
            return NodeEndpoints.Missing(id.Value);
        }

        if (node.Status != "online")
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, $"Node {id} is not online.");
        }

        var (by, denied) = Rights.Check(
            CurrentCaller.Of(http), Operation.Send,
            Target.KillOnNode(new OrganisationId(node.OrganisationId), new CollaborationId(collaboration)));
        if (by is null)
        {
            return denied!;
        }

        var answer = await stopping.Stop(by, new NodeId(node.Id), cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Message(refusal) : Answers.Done($"Everything on node {id} is killed.");
    }
}
