using Plugin.Domain;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Nodes;
using Decisions = Plugin.Domain.Nodes;

namespace Plugin.Grains.Nodes;

/// <summary>
/// Puts a node into another collaboration. Its runs of the former one end, since tasks belong to a collaboration and nobody is left there
/// to execute them.
/// </summary>
public sealed record MoveNode(CallContext By, NodeId Node, CollaborationId To) : Command<Done>(By)
{
    internal override string? Owner => To.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (await turn.Load(Streams.Of(Node), cancellationToken) is not Domain.Nodes.Node.Existing { Profile: var node })
        {
            return NodeRefusals.Missing;
        }

        if (node.Collaboration == To)
        {
            return CollaborationRefusals.HasNodeAlready(node.Organisation);
        }

        if (await NodeLeaving.Leave(turn, node, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var registration = new RegisterNode(Node, node.Organisation, turn.Now);
        return await turn.Decide(Streams.Of(To), registration, cancellationToken) is { } unfit ? unfit
            : await turn.Decide(Streams.Of(Node), new Decisions.MoveNode(To, turn.Now), cancellationToken) is { } invalid ? invalid
            : new Done();
    }
}

/// <summary>Takes a node out of its collaboration; it keeps its key and waits to be put into another.</summary>
public sealed record DetachNode(CallContext By, NodeId Node, CollaborationId From) : Command<Done>(By)
{
    internal override string? Owner => From.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (await turn.Load(Streams.Of(Node), cancellationToken) is not Domain.Nodes.Node.Existing { Profile: var node })
        {
            return NodeRefusals.Missing;
        }

        return node.Collaboration != From ? CollaborationRefusals.NodeIsElsewhere(Node)
            : await NodeLeaving.Leave(turn, node, cancellationToken) is { } refusal ? refusal
            : await turn.Decide(Streams.Of(Node), new Decisions.MoveNode(null, turn.Now), cancellationToken) is { } invalid ? invalid
            : new Done();
    }
}
