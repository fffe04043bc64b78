using Plugin.Domain;
using Plugin.Domain.Nodes;
using Decisions = Plugin.Domain.Nodes;

namespace Plugin.Grains.Nodes;

/// <summary>A station's agent has started: its session is the node's only one from here on, and an older one is fenced.</summary>
/// <param name="Facts">What the station tells about itself.</param>
public sealed record OpenSession(CallContext By, NodeId Node, string Session, IReadOnlyList<NodeFact> Facts) : Command<Done>(By)
{
    internal override string? Owner => Node.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var stream = Streams.Of(Node);
        if (await turn.Decide(stream, new BringOnline(Session, turn.Now), cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return await turn.Decide(stream, new Decisions.DescribeNode(Facts.ToValueList(), turn.Now), cancellationToken) is { } invalid
            ? invalid
            : new Done();
    }
}

/// <summary>A heartbeat's question: is this still the node's session? Brings a node back that was taken for offline.</summary>
internal sealed record ConfirmSession(CallContext By, NodeId Node, string Session) : Command<Done>(By)
{
    internal override string? Owner => Node.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await Sessions.Confirm(turn, Node, Session, cancellationToken) is { } refusal ? refusal : new Done();
}

/// <summary>By the watch: nothing was heard of the node for longer than it may be silent.</summary>
internal sealed record TakeNodeOffline(CallContext By, NodeId Node, string Session) : Command<Done>(By)
{
    internal override string? Owner => Node.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        // Another agent that started meanwhile is not the one that fell silent.
        var node = await turn.Load(Streams.Of(Node), cancellationToken);
        return node is Domain.Nodes.Node.Online { Session: var session } && session == Session
            && await turn.Decide(Streams.Of(Node), new TakeOffline(turn.Now), cancellationToken) is { } refusal
            ? refusal
            : new Done();
    }
}

internal static class Sessions
{
    /// <summary>Null when the session is the node's present one; a node that was taken for offline is back with it.</summary>
    public static async Task<Refusal?> Confirm(Turn turn, NodeId node, string session, CancellationToken cancellationToken) =>
        await turn.Load(Streams.Of(node), cancellationToken) switch
        {
            Domain.Nodes.Node.Online { Session: var present } when present == session => null,
            Domain.Nodes.Node.Existing { Fenced: var fenced } when fenced.Contains(session) => NodeRefusals.SessionFenced,
            Domain.Nodes.Node.Offline { LastSession: var last } when last == session =>
                await turn.Decide(Streams.Of(node), new BringOnline(session, turn.Now), cancellationToken),
            Domain.Nodes.Node.Existing => Unknown,
            _ => NodeRefusals.Missing,
        };

    private static Refusal Unknown { get; } = new(
        RefusalKind.Conflict, "session.unknown", "The hub does not know this session; say hello before anything else.");
}
