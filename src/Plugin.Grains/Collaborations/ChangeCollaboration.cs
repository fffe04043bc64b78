using Plugin.Domain;
using Plugin.Domain.Collaborations;
using Decisions = Plugin.Domain.Collaborations;

namespace Plugin.Grains.Collaborations;

/// <summary>Null leaves a field as it is.</summary>
/// <param name="Organisations">All members from now on.</param>
public sealed record ChangeCollaboration(
    CallContext By, CollaborationId Collaboration, string? Name, bool? Encrypted, IReadOnlyList<OrganisationId>? Organisations)
    : Command<Done>(By)
{
    internal override string? Owner => Collaboration.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var stream = Streams.Of(Collaboration);
        if (await turn.Load(stream, cancellationToken) is not Domain.Collaborations.Collaboration.Active before)
        {
            return CollaborationRefusals.Missing;
        }

        if (await turn.Decide(stream, new Decisions.ChangeCollaboration(Name, Encrypted, turn.Now), cancellationToken) is { } unusable)
        {
            return unusable;
        }

        turn.Rename(Keys.CollaborationName, before.Name, Name, Collaboration.ToString());
        if (Organisations is { Count: 0 })
        {
            return CollaborationRefusals.WithoutMembers;
        }

        foreach (var joining in (Organisations ?? before.Members).Except(before.Members))
        {
            if (await turn.Decide(stream, new Decisions.AddMember(joining, turn.Now), cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        foreach (var leaving in before.Members.Except(Organisations ?? before.Members))
        {
            if (await MemberLeaving.Leave(turn, before, leaving, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        return new Done();
    }
}
