using Plugin.Domain;
using Decisions = Plugin.Domain.Collaborations;

namespace Plugin.Grains.Collaborations;

public sealed record CreateCollaboration(CallContext By, string Name, bool Encrypted, IReadOnlyList<OrganisationId> Organisations)
    : Command<CollaborationId>(By)
{
    internal override string? Owner => null;

    internal override async Task<Answer<CollaborationId>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var id = new CollaborationId(await turn.TakeId(Counters.Collaboration, cancellationToken));
        var command = new Decisions.CreateCollaboration(id, Name, Encrypted, Organisations.ToValueList(), turn.Now);
        if (turn.Create(Streams.Of(id), command) is { } refusal)
        {
            return refusal;
        }

        turn.TakeName(Keys.CollaborationName, Name, id.ToString());
        return id;
    }
}
