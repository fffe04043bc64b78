using Plugin.Domain;
using Plugin.Domain.Nodes;
using Decisions = Plugin.Domain.Nodes;

namespace Plugin.Grains.Nodes;

/// <summary>Null leaves a field as it is.</summary>
/// <param name="Ip">The address in the algorithms' private network; empty clears it.</param>
public sealed record ChangeNode(CallContext By, NodeId Node, string? Name, string? Ip) : Command<Done>(By)
{
    internal override string? Owner => Node.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var stream = Streams.Of(Node);
        if (await turn.Load(stream, cancellationToken) is not Domain.Nodes.Node.Existing { Profile: var before })
        {
            return NodeRefusals.Missing;
        }

        if (Name is not null && await turn.Decide(stream, new RenameNode(Name, turn.Now), cancellationToken) is { } unusable)
        {
            return unusable;
        }

        turn.Rename(Keys.NodeName, before.Name, Name, Node.ToString());
        var address = new AddressNode(Ip is { Length: > 0 } ? Ip : null, turn.Now);
        return Ip is not null && await turn.Decide(stream, address, cancellationToken) is { } refusal ? refusal : new Done();
    }
}

/// <summary>The former key is void at once, and so is the session of the agent that had it. The new one is shown here once.</summary>
public sealed record ResetNodeKey(CallContext By, NodeId Node) : Command<NewNodeKey>(By)
{
    internal override string? Owner => Node.ToString();

    internal override async Task<Answer<NewNodeKey>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (await turn.Decide(Streams.Of(Node), new Decisions.ResetNodeKey(turn.Now), cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await NodeKeys.Forget(turn, Node, cancellationToken);
        return new NewNodeKey(NodeKeys.Give(turn, Node));
    }
}

public sealed record NewNodeKey(string ApiKey)
{
    public override string ToString() => nameof(NewNodeKey);
}
