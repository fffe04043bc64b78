using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Api.Organizations;
using Plugin.Api.Studies;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Nodes;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Nodes;
using Plugin.ReadModels.Organisations;
using Plugin.ReadModels.Studies;

namespace Plugin.Api.Nodes;

internal static class NodeEndpoints
{
    public static void MapNodes(this IEndpointRouteBuilder routes)
    {
        routes.Get("node", List).For(Callers.User | Callers.Node)
            .WithSummary("The nodes you may see.")
            .Lists<Node>(NodeQueries.Sortable).Asks(text: "name status ip", id: "organization_id collaboration_id study_id", time: "last_seen_from last_seen_till")
            .Needs(Operation.View, Resource.Node);
        routes.Post("node", Create).For(Callers.User)
            .WithSummary("Registers a node; the answer shows its key, this once.")
            .Takes<NewNode>().Gives<Node>(StatusCodes.Status201Created)
            .Needs(Operation.Create, Resource.Node);
        routes.Get("node/{id:int:min(1)}", Show).For(Callers.User | Callers.Node)
            .WithSummary("One node.")
            .Gives<Node>()
            .Needs(Operation.View, Resource.Node);
        routes.Patch("node/{id:int:min(1)}", NodeChanges.Change).For(Callers.User | Callers.Node)
            .WithSummary("Changes a node.")
            .Takes<NodePatch>().Gives<Node>()
            .Needs(Operation.Edit, Resource.Node);
        routes.Remove("node/{id:int:min(1)}", NodeChanges.Retire).For(Callers.User)
            .WithSummary("Deletes a node.")
            .GivesMessage()
            .Needs(Operation.Delete, Resource.Node);
        routes.Post("recover/node", NodeChanges.ResetKey).For(Callers.User)
            .WithSummary("Gives a node another key, shown this once.")
            .Takes<IdBody>().Gives<NodeKey>()
            .Needs(Operation.Edit, Resource.Node);
    }

    private static async Task<IResult> List(
        HttpContext http, NodeQueries nodes, CollaborationQueries collaborations, StudyQueries studies, Paths paths,
        CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var filters = new Filters(http);
        var filter = new NodeFilter
        {
            Name = filters.Text("name"),
            Organisation = filters.Id("organization_id"),
            Collaboration = filters.Id("collaboration_id"),
            Study = filters.Id("study_id"),
            Status = filters.Text("status"),
            Ip = filters.Text("ip"),
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

        if (filter.Study is { } study && await studies.Deny(caller, Resource.Node, study, cancellationToken) is { } barred)
        {
            return barred;
        }

        return Lists.Page(http, page, await nodes.List(reach, filter, page, cancellationToken), row => View(paths, row));
    }

    private static async Task<IResult> Show(
        HttpContext http, int id, NodeQueries nodes, Paths paths, CancellationToken cancellationToken)
    {
        var (node, _, refused) = await nodes.Find(http, id, Operation.View, cancellationToken);
        return node is null ? refused! : Answers.Ok(View(paths, node));
    }

    // Takes no idempotency key: the answer holds the node's key, which is kept nowhere. The unique membership makes a repetition harmless.
    private static async Task<IResult> Create(
        HttpContext http, IGrains grains, NodeQueries nodes, CollaborationQueries collaborations, OrganisationQueries organisations,
        Paths paths, CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var collaboration = body.Id("collaboration_id", required: true);
        var organisation = body.Id("organization_id");
        var name = body.Name("name");
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

    public static IResult Missing(int id) => ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no node {id}.");

    /// <summary>The node, if the caller may do this to it, or the answer that says no.</summary>
    public static async Task<(NodeRow? Node, CallContext? By, IResult? Refused)> Find(
        this NodeQueries nodes, HttpContext http, int id, Operation operation, CancellationToken cancellationToken)
    {
        if (await nodes.Find(id, cancellationToken) is not { } node)
        {
            return (null, null, Missing(id));
        }

        var target = Target.Node(
            new OrganisationId(node.OrganisationId),
            node.CollaborationId is { } collaboration ? new CollaborationId(collaboration) : null);
        var (by, denied) = Rights.Check(CurrentCaller.Of(http), operation, target);
        return by is null ? (null, null, denied) : (node, by, null);
    }

    public static Node View(Paths paths, NodeRow row) => new(
        row.Id, "node", row.Name, row.Status, row.Ip, row.LastSeen, paths.Organization(row.OrganisationId),
        row.CollaborationId is { } collaboration ? paths.Collaboration(collaboration) : null,
        row.Status == "online" ? [.. row.Facts.Select(fact => new ConfigEntry(fact.Key, fact.Value))] : []);

    /// <summary>The nodes of an organisation: its collaborations count, as the contract has it.</summary>
    private static async Task<Target> TargetOf(
        int organisation, CollaborationQueries collaborations, CancellationToken cancellationToken) =>
        new(
            Resource.Node, await collaborations.IdsOf(organisation, cancellationToken), [new OrganisationId(organisation)], null, null);
}
