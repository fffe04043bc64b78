using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Plugin.Api.Collaborations;
using Plugin.Api.Studies;
using Plugin.Domain;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Studies;

namespace Plugin.Api.Tasks;

/// <summary>Finds where an order goes: to a collaboration, or to a study of one.</summary>
internal sealed class TaskPlaces(CollaborationQueries collaborations, StudyQueries studies)
{
    public async Task<TaskPlace> Of(TaskOrder order, CancellationToken cancellationToken)
    {
        var study = order.Study is { } named ? await studies.Find(named, cancellationToken) : null;
        if (order.Study is { } unknown && study is null)
        {
            return new TaskPlace(null, null, StudyEndpoints.Missing(unknown));
        }

        var within = order.Collaboration ?? study!.CollaborationId;
        return await collaborations.Find(within, cancellationToken) is { } collaboration
            ? new TaskPlace(collaboration, study is null ? null : new StudyId(study.Id), null)
            : new TaskPlace(null, null, CollaborationEndpoints.Missing(within));
    }
}

/// <param name="Refused">The answer when there is no such place.</param>
internal sealed record TaskPlace(CollaborationRow? Collaboration, StudyId? Study, IResult? Refused)
{
    [MemberNotNullWhen(true, nameof(Collaboration))]
    [MemberNotNullWhen(false, nameof(Refused))]
    public bool IsThere => Collaboration is not null;
}
