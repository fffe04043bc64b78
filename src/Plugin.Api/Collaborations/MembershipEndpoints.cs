using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Api.Nodes;
using Plugin.Api.Organizations;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Collaborations;
using Plugin.Grains.Nodes;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Nodes;
using Plugin.ReadModels.Organisations;

namespace Plugin.Api.Collaborations;

/// <summary>Who takes part in a collaboration: its organizations and their nodes.</summary>
internal static class MembershipEndpoints
{
    public static void MapMemberships(this IEndpointRouteBuilder routes)
    {
        routes.Post("collaboration/{id:int:min(1)}/organization", AddOrganization).For(Callers.User)
            .WithSummary("Adds a member.")
            .Takes<IdBody>().Gives<Organization[]>()
            .Needs(Operation.Edit, Resource.Collaboration);
        routes.Remove("collaboration/{id:int:min(1)}/organization", RemoveOrganization).For(Callers.User)
            .WithSummary("Removes a member.")
            .Takes<IdBody>().Gives<Organization[]>()
            .Needs(Operation.Edit, Resource.Collaboration);
        routes.Post("collaboration/{id:int:min(1)}/node", AddNode).For(Callers.User)
            .WithSummary("Puts a node into the collaboration.")
            .Takes<IdBody>().Gives<SimpleNode[]>(StatusCodes.Status201Created)
            .Needs(Operation.Edit, Resource.Collaboration);
        routes.Remove("collaboration/{id:int:min(1)}/node", RemoveNode).For(Callers.User)
            .WithSummary("Takes a node out of the collaboration.")
            .Takes<IdBody>().GivesMessage()
            .Needs(Operation.Edit, Resource.Collaboration);
    }

    private static Task<IResult> AddOrganization(
        HttpContext http, int id, IGrains grains, CollaborationQueries collaborations, OrganisationQueries organisations, Paths paths,
        CancellationToken cancellationToken) =>
        Regroup(
            http, id, grains, collaborations, organisations, paths,
            (by, organisation) => new AddMember(by, new CollaborationId(id), organisation), cancellationToken);

    private static Task<IResult> RemoveOrganization(
        HttpContext http, int id, IGrains grains, CollaborationQueries collaborations, OrganisationQueries organisations, Paths paths,
        CancellationToken cancellationToken) =>
        Regroup(
            http, id, grains, collaborations, organisations, paths,
            (by, organisation) => new RemoveMember(by, new CollaborationId(id), organisation), cancellationToken);

    private static async Task<IResult> Regroup(
        HttpContext http, int id, IGrains grains, CollaborationQueries collaborations, OrganisationQueries organisations, Paths paths,
        Func<CallContext, OrganisationId, Command<Done>> command, CancellationToken cancellationToken)
    {
        var (organisation, by, refused) = await Named(http, id, collaborations, cancellationToken);
        if (by is null)
        {
            return refused!;
        }

        if (await organisations.Find(organisation, cancellationToken) is null)
        {
            return OrganizationEndpoints.Missing(organisation);
        }

        var answer = await grains.Ask(command(by, new OrganisationId(organisation)), cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Ok(paths.View(await organisations.Members(id, cancellationToken)));
    }

    private static async Task<IResult> AddNode(
        HttpContext http, int id, IGrains grains, CollaborationQueries collaborations, NodeQueries nodes, Paths paths,
        CancellationToken cancellationToken)
    {
        var (node, by, refused) = await Named(http, id, collaborations, cancellationToken);
        if (by is null)
        {
            return refused!;
        }

        if (await nodes.Find(node, cancellationToken) is not { } moving)
        {
            return NodeEndpoints.Missing(node);
        }

        // Taking a node away from another collaboration needs the same right there: else one could empty it from outside.
        if (moving.CollaborationId is { } from && from != id
            && Rights.Denies(
                CurrentCaller.Of(http), Operation.Edit, await collaborations.CollaborationTarget(from, cancellationToken)) is { } denied)
        {
            return denied;
        }

        var answer = await grains.Ask(new MoveNode(by, new NodeId(node), new CollaborationId(id)), cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Created((await nodes.Of(id, cancellationToken)).Select(row => View(paths, row)).ToArray());
    }

    private static async Task<IResult> RemoveNode(
        HttpContext http, int id, IGrains grains, CollaborationQueries collaborations, NodeQueries nodes,
        CancellationToken cancellationToken)
    {
        var (node, by, refused) = await Named(http, id, collaborations, cancellationToken);
        if (by is null)
        {
            return refused!;
        }

        if (await nodes.Find(node, cancellationToken) is null)
        {
            return NodeEndpoints.Missing(node);
        }

        var answer = await grains.Ask(new DetachNode(by, new NodeId(node), new CollaborationId(id)), cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Done($"Node {node} is no longer part of collaboration {id}.");
    }

    /// <summary>The id in the body, for a caller who may edit the collaboration.</summary>
    private static async Task<(int Id, CallContext? By, IResult? Refused)> Named(
        HttpContext http, int collaboration, CollaborationQueries collaborations, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var named = body.Id("id", required: true);
        if (body.Invalid() is { } invalid)
        {
            return (0, null, invalid);
        }

        var (by, refused) = await collaborations.Check(http, collaboration, Operation.Edit, cancellationToken);
        return (named!.Value, by, refused);
    }

    private static SimpleNode View(Paths paths, NodeRow row) =>
        new(row.Id, row.Name, row.Status, row.Ip, row.LastSeen, paths.Organization(row.OrganisationId));
}
