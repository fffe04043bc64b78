using Plugin.Domain;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Studies;
using Decisions = Plugin.Domain.Collaborations;

namespace Plugin.Grains.Collaborations;

/// <summary>The organisation also leaves the collaboration's studies. Its node has to be gone before.</summary>
public sealed record RemoveMember(CallContext By, CollaborationId Collaboration, OrganisationId Organisation) : Command<Done>(By)
{
    internal override string? Owner => Collaboration.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await turn.Load(Streams.Of(Collaboration), cancellationToken) is not Domain.Collaborations.Collaboration.Active present
            ? CollaborationRefusals.Missing
            : await MemberLeaving.Leave(turn, present, Organisation, cancellationToken) is { } refusal ? refusal
            : new Done();
}

internal static class MemberLeaving
{
    public static async Task<Refusal?> Leave(
        Turn turn, Collaboration.Active collaboration, OrganisationId organisation, CancellationToken cancellationToken)
    {
        var leaving = new Decisions.RemoveMember(organisation, turn.Now);
        if (await turn.Decide(Streams.Of(collaboration.Id), leaving, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        foreach (var id in collaboration.Studies)
        {
            if (await turn.Load(Streams.Of(id), cancellationToken) is Study.Active study && study.Has(organisation)
                && await turn.Decide(Streams.Of(id), new RemoveFromStudy(organisation, turn.Now), cancellationToken) is { } stuck)
            {
                return stuck;
            }
        }

        return null;
    }
}
