using Plugin.Domain;

namespace Plugin.Grains.Nodes;

/// <summary>The node leaves its collaboration and is gone; its key is void, its name is free, and its open runs end.</summary>
public sealed record RetireNode(CallContext By, NodeId Node) : Command<Done>(By)
{
    internal override string? Owner => Node.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await NodeLeaving.Retire(turn, Node, cancellationToken) is { } refusal ? refusal : new Done();
}
