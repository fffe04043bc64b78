using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts.Audit;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Domain.Alarms;
using Plugin.Domain.Nodes;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.ReadModels.Alarms;
using Plugin.ReadModels.Nodes;
using AcknowledgeAlarm = Plugin.Grains.Alarms.AcknowledgeAlarm;
using ReleaseSigningKey = Plugin.Grains.Nodes.ReleaseSigningKey;

namespace Plugin.Api.Audit;

/// <summary>What must not happen to the log and did, see <see cref="AuditRoutes"/>.</summary>
internal static class AlarmEndpoints
{
    public static void MapAlarms(this IEndpointRouteBuilder routes)
    {
        routes.Get(AuditRoutes.Alarms, List).For(Callers.User)
            .WithSummary("What must not happen to the log and did.")
            .Gives<AlarmList>()
            .Needs(Operation.Receive, Resource.Event, Scope.Global);
        routes.Post("audit/alarms/{id}/acknowledgement", Acknowledge).For(Callers.User)
            .WithSummary("Acknowledges an alarm.")
            .Gives<AlarmView>()
            .Needs(Operation.Send, Resource.Event, Scope.Global);
        routes.Remove("audit/nodes/{id:int:min(1)}/signing-key", Release).For(Callers.User)
            .WithSummary("Lets a station come with another signing key, once.")
            .GivesNothing()
            .Needs(Operation.Edit, Resource.Node);
    }

    private static async Task<IResult> List(HttpContext http, IEventLog log, AlarmQueries alarms, CancellationToken cancellationToken) =>
        CurrentCaller.Of(http).Access.AtLeast(Scope.Global, Resource.Event, Operation.Receive) is null
            ? Forbidden("Alarms are for those who may receive events globally.")
            : Answers.Ok(new AlarmList(log.Origin.ToString(), [.. (await alarms.All(cancellationToken)).Select(View)]));

    private static async Task<IResult> Acknowledge(
        HttpContext http, string id, IGrains grains, AlarmQueries alarms, CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        if (caller.Access.AtLeast(Scope.Global, Resource.Event, Operation.Send) is not { } rule)
        {
            return Forbidden("Alarms are acknowledged by those who may send events globally.");
        }

        if (AlarmId.Parse(id) is not { } alarm)
        {
            return ErrorShapes.Problem(AlarmRefusals.Missing);
        }

        var answer = await grains.Ask(new AcknowledgeAlarm(caller.By(rule.Id), alarm), cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Problem(refusal)
            : Answers.Ok(View((await alarms.Find(alarm, cancellationToken))!));
    }

    private static async Task<IResult> Release(
        HttpContext http, int id, IGrains grains, NodeQueries nodes, CancellationToken cancellationToken)
    {
        if (await nodes.Find(id, cancellationToken) is not { } node)
        {
            return ErrorShapes.Problem(NodeRefusals.Missing);
        }

        var caller = CurrentCaller.Of(http);
        var target = Target.Node(
            new OrganisationId(node.OrganisationId),
            node.CollaborationId is { } collaboration ? new CollaborationId(collaboration) : null);
        if (caller.May(Operation.Edit, target) is not Permission.Granted granted)
        {
            return Forbidden("A node's signing key is released by those who may edit the node.");
        }

        var answer = await grains.Ask(new ReleaseSigningKey(caller.By(granted.Rule), new NodeId(id)), cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Problem(refusal) : TypedResults.NoContent();
    }

    private static IResult Forbidden(string text) => ErrorShapes.Problem(StatusCodes.Status403Forbidden, "audit.forbidden", text);

    private static AlarmView View(AlarmRow row) => new(
        row.Stream["alarm-".Length..], row.Kind, row.NodeId, AlarmKinds.Texts[row.Kind], row.RaisedAt, row.AcknowledgedAt,
        row.AcknowledgedBy, row.Evidence);
}
