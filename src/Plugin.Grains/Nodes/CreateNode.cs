using Plugin.Domain;
using CollaborationDecisions = Plugin.Domain.Collaborations;
using Decisions = Plugin.Domain.Nodes;

namespace Plugin.Grains.Nodes;

/// <summary>Registers an organisation's node in a collaboration. The key is shown here once; only its digest is kept.</summary>
public sealed record CreateNode(CallContext By, CollaborationId Collaboration, OrganisationId Organisation, string Name)
    : Command<CreatedNode>(By)
{
    internal override string? Owner => Collaboration.ToString();

    internal override async Task<Answer<CreatedNode>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var id = new NodeId(await turn.TakeId(Counters.UserOrNode, cancellationToken));
        var registration = new CollaborationDecisions.RegisterNode(id, Organisation, turn.Now);
        if (await turn.Decide(Streams.Of(Collaboration), registration, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var creation = new Decisions.CreateNode(id, Name, Organisation, Collaboration, turn.Now);
        if (turn.Create(Streams.Of(id), creation) is { } invalid)
        {
            return invalid;
        }

        turn.TakeName(Keys.NodeName, Name, id.ToString());
        return new CreatedNode(id, NodeKeys.Give(turn, id));
    }
}

public sealed record CreatedNode(NodeId Id, string ApiKey)
{
    public override string ToString() => $"CreatedNode {{ Id = {Id} }}";
}
