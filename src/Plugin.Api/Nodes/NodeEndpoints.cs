using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Api.Organizations;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Nodes;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Nodes;
using Plugin.ReadModels.Organisations;

namespace Plugin.Api.Nodes;

internal static class NodeEndpoints
{
    private const int MaxName = 128;

    public static void MapNodes(this IEndpointRouteBuilder routes)
    {
        routes.Get("node", List).For(Callers.User | Callers.Node);
        routes.Post("node", Create).For(Callers.User);
        routes.Get("node/{id:int:min(1)}", Show).For(Callers.User | Callers.Node);
    }

    private static async Task<IResult> List(
        HttpContext http, NodeQueries nodes, CollaborationQueries collaborations, Paths paths, CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var filters = new Filters(http);
        var filter = new NodeFilter
        {
            Name = filters.Text("name"),
            Organisation = filters.Id("organization_id"),
            Collaboration = filters.Id("collaboration_id"),
            Status = filters.Text("status"),
            SeenFrom = filters.Time("last_seen_from"),
            SeenTill = filters.Time("last_seen_till"),
        };
        var page = filters.Page(NodeQueries.Sortable);
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        var reach = caller.Sees(Resource.Node);
        if (!caller.MayList(Resource.Node))
        {
            return Rights.NothingToList(Resource.Node);
        }

        if (filter.Organisation is { } organisation)
        {
            var target = await TargetOf(organisation, collaborations, cancellationToken);
            if (Rights.Denies(caller, Operation.View, target) is { } denied)
            {
                return denied;
            }
        }

        if (filter.Collaboration is { } collaboration
            && Rights.Denies(caller, Operation.View, CollaborationTargets.Within(Resource.Node, collaboration)) is { } refused)
        {
            return refused;
        }

        return Lists.Page(http, page, await nodes.List(reach, filter, page, cancellationToken), row => View(paths, row));
    }

    private static async Task<IResult> Show(
        HttpContext http, int id, NodeQueries nodes, Paths paths, CancellationToken cancellationToken) =>
        await nodes.Find(id, cancellationToken) is not { } node
            ? ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no node {id}.")
            : Rights.Denies(
                CurrentCaller.Of(http), Operation.View,
                Target.Node(new OrganisationId(node.OrganisationId), new CollaborationId(node.CollaborationId)))
            ?? Answers.Ok(View(paths, node));

    // Takes no idempotency key: the answer holds the node's key, which is kept nowhere. The unique membership makes a repetition harmless.
    private static async Task<IResult> Create(
        HttpContext http, IGrains grains, NodeQueries nodes, CollaborationQueries collaborations, OrganisationQueries organisations,
        Paths paths, CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var collaboration = body.Id("collaboration_id", required: true);
        var organisation = body.Id("organization_id");
        var name = body.Text("name", MaxName, min: 1);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await collaborations.Find(collaboration!.Value, cancellationToken) is not { } joined)
        {
            return CollaborationEndpoints.Missing(collaboration.Value);
        }

        var owner = organisation ?? caller.Access.Organisation.Value;
        if (await organisations.Find(owner, cancellationToken) is not { } member)
        {
            return OrganizationEndpoints.Missing(owner);
        }

        var (by, denied) = Rights.Check(
            caller, Operation.Create, Target.Node(new OrganisationId(owner), new CollaborationId(joined.Id)));
        if (by is null)
        {
            return denied!;
        }

        var command = new CreateNode(
            by, new CollaborationId(joined.Id), new OrganisationId(owner), name ?? $"{member.Name} - {joined.Name} Node");
        var answer = await grains.Ask(command, cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Created(
                View(paths, (await nodes.Find(answer.Value.Id.Value, cancellationToken))!) with { ApiKey = answer.Value.ApiKey });
    }

    private static Node View(Paths paths, NodeRow row) => new(
        row.Id, "node", row.Name, row.Status, Ip: null, row.LastSeen, paths.Organization(row.OrganisationId),
        paths.Collaboration(row.CollaborationId),
        row.Status == "online" ? [.. row.Facts.Select(fact => new ConfigEntry(fact.Key, fact.Value))] : []);

    /// <summary>The nodes of an organisation: its collaborations count, as the contract has it.</summary>
    private static async Task<Target> TargetOf(
        int organisation, CollaborationQueries collaborations, CancellationToken cancellationToken) =>
        new(
            Resource.Node, await collaborations.IdsOf(organisation, cancellationToken), [new OrganisationId(organisation)], null, null);
}
