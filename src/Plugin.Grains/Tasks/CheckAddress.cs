using Plugin.Domain;
using Plugin.Domain.Tasks;

namespace Plugin.Grains.Tasks;

/// <summary>Whether a task could be for these organisations, whoever orders it. Changes nothing.</summary>
public sealed record CheckAddress(
    CallContext By, CollaborationId Collaboration, StudyId? Study, IReadOnlyList<OrganisationId> Organisations) : Command<Done>(By)
{
    internal override string? Owner => null;

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var collaboration = await turn.Load(Streams.Of(Collaboration), cancellationToken);
        var study = Study is { } id ? await turn.Load(Streams.Of(id), cancellationToken) : null;
        return TaskCreation.Misaddressed(collaboration, study, Organisations) is { } refusal ? refusal : new Done();
    }
}
