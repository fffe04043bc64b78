using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.ReadModels.Studies;

namespace Plugin.Api.Studies;

/// <summary>What the access table asks about studies.</summary>
internal static class StudyAccess
{
    public static async Task<Target> TargetOf(this StudyQueries studies, StudyRow study, CancellationToken cancellationToken)
    {
        var organisations = await studies.Organisations([study.Id], cancellationToken);
        return Target.Study(
            new CollaborationId(study.CollaborationId), organisations.Select(row => new OrganisationId(row.OrganisationId)).ToValueList());
    }

    /// <summary>The answer when a list of another kind is filtered by a study that is unknown, or whose collaboration is not the caller's to see.</summary>
    public static async Task<IResult?> Deny(
        this StudyQueries studies, CurrentCaller caller, Resource resource, int study, CancellationToken cancellationToken)
    {
        if (await studies.Find(study, cancellationToken) is not { } known)
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, $"There is no study {study}.");
        }

        // A container's reach in tasks and runs is its own job, which the list keeps to by itself.
        return caller is ContainerCaller && resource is Resource.Task or Resource.Run
            ? null
            : Rights.Denies(caller, Operation.View, CollaborationTargets.Within(resource, known.CollaborationId));
    }
}
