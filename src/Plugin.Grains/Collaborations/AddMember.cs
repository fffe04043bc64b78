using Plugin.Domain;
using Decisions = Plugin.Domain.Collaborations;

namespace Plugin.Grains.Collaborations;

public sealed record AddMember(CallContext By, CollaborationId Collaboration, OrganisationId Organisation) : Command<Done>(By)
{
    internal override string? Owner => Collaboration.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var command = new Decisions.AddMember(Organisation, turn.Now);
        return await turn.Decide(Streams.Of(Collaboration), command, cancellationToken) is { } refusal ? refusal : new Done();
    }
}
