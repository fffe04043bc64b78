using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.ReadModels.Collaborations;

namespace Plugin.Api.Collaborations;

/// <summary>What the access table asks about, looked up where it hangs on collaborations.</summary>
internal static class CollaborationTargets
{
    /// <summary>An organisation with the collaborations it is a member of.</summary>
    public static async Task<Target> TargetOf(
        this CollaborationQueries collaborations, int organisation, CancellationToken cancellationToken) =>
        Target.Organisation(new OrganisationId(organisation), await collaborations.IdsOf(organisation, cancellationToken));

    /// <summary>A collaboration with its members.</summary>
    public static async Task<Target> CollaborationTarget(
        this CollaborationQueries collaborations, int id, CancellationToken cancellationToken)
    {
        var members = await collaborations.Members([id], cancellationToken);
        return Target.Collaboration(
            new CollaborationId(id), members.Select(member => new OrganisationId(member.OrganisationId)).ToValueList());
    }

    /// <summary>May the caller do this to the collaboration? The context of the command, or the answer that says no.</summary>
    public static async Task<(CallContext? By, IResult? Refused)> Check(
        this CollaborationQueries collaborations, HttpContext http, int id, Operation operation, CancellationToken cancellationToken) =>
        await collaborations.Find(id, cancellationToken) is null
            ? (null, CollaborationEndpoints.Missing(id))
            : Rights.Check(CurrentCaller.Of(http), operation, await collaborations.CollaborationTarget(id, cancellationToken));

    public static async Task<ValueList<CollaborationId>> IdsOf(
        this CollaborationQueries collaborations, int organisation, CancellationToken cancellationToken) =>
        (await collaborations.Of(organisation, cancellationToken)).Select(id => new CollaborationId(id)).ToValueList();

    /// <summary>Things of one kind within a collaboration, whoever they belong to: what a list filter asks for.</summary>
    public static Target Within(Resource resource, int collaboration) =>
        new(resource, [new CollaborationId(collaboration)], [], null, null);
}
