using System.Diagnostics;
using static Plugin.Domain.Decision<Plugin.Domain.Nodes.NodeEvent>;

namespace Plugin.Domain.Nodes;

/// <summary>An organisation's registered membership of one collaboration, and the agent that acts for it.</summary>
public abstract record Node : IAggregate<Node, NodeEvent, NodeCommand>
{
    /// <summary>How many replaced sessions are remembered: two agents with one key must not take turns for ever.</summary>
    public const int FencedSessionsKept = 8;

    private Node()
    {
    }

    public static Node Initial { get; } = new None();

    public sealed record None : Node;

    public abstract record Existing(NodeProfile Profile, ValueList<string> Fenced) : Node;

    /// <param name="LastSession">It may come back, unless another came between; null before the first and after a key reset.</param>
    public sealed record Offline(NodeProfile Profile, string? LastSession, ValueList<string> Fenced) : Existing(Profile, Fenced);

    public sealed record Online(NodeProfile Profile, string Session, ValueList<string> Fenced) : Existing(Profile, Fenced);

    public sealed record Retired : Node;

    public Node Evolve(NodeEvent @event) => (this, @event) switch
    {
        (None, NodeCreated e) => new Offline(new NodeProfile(e.Id, e.Name, e.Organisation, e.Collaboration, null, [], SigningKey: null), null, []),
        (Existing s, NodeRenamed e) => s with { Profile = s.Profile with { Name = e.Name } },
        (Existing s, NodeMoved e) => s with { Profile = s.Profile with { Collaboration = e.Collaboration } },
        (Existing s, NodeAddressed e) => s with { Profile = s.Profile with { Ip = e.Ip } },
        (Existing s, NodeDescribed e) => s with { Profile = s.Profile with { Facts = e.Facts } },
        (Offline s, NodeCameOnline e) => new Online(s.Profile, e.Session, Fence(s.Fenced, s.LastSession, e.Session)),
        (Online s, NodeCameOnline e) => new Online(s.Profile, e.Session, Fence(s.Fenced, s.Session, e.Session)),
        (Online s, NodeWentOffline) => new Offline(s.Profile, s.Session, s.Fenced),
        (Offline s, NodeKeyReset) => new Offline(s.Profile with { SigningKey = null }, null, Fence(s.Fenced, s.LastSession, null)),
        (Existing s, SigningKeyRegistered e) => s with { Profile = s.Profile with { SigningKey = e.Key } },
        (Existing s, SigningKeyReleased) => s with { Profile = s.Profile with { SigningKey = null } },
        (Existing, NodeRetired) => new Retired(),
        _ => throw new UnreachableException($"{@event.GetType().Name} cannot follow {GetType().Name}."),
    };

    public static Decision<NodeEvent> Decide(Node node, NodeCommand command) => (node, command) switch
    {
        (_, CreateNode { Name: var name }) when !EntityName.IsAcceptable(name) => NodeRefusals.UnusableName,
        (None, CreateNode c) => new NodeCreated(c.Id, c.Name, c.Organisation, c.Collaboration, c.Now),
        (_, CreateNode) => NodeRefusals.Exists,

        (Existing, RenameNode { Name: var name }) when !EntityName.IsAcceptable(name) => NodeRefusals.UnusableName,
        (Existing s, RenameNode c) when c.Name == s.Profile.Name => Nothing,
        (Existing, RenameNode c) => new NodeRenamed(c.Name, c.Now),

        (Existing s, MoveNode c) when c.To == s.Profile.Collaboration => Nothing,
        (Existing, MoveNode c) => new NodeMoved(c.To, c.Now),

        (Existing s, AddressNode c) when c.Ip == s.Profile.Ip => Nothing,
        (Existing, AddressNode c) => new NodeAddressed(c.Ip, c.Now),

        (Online, ResetNodeKey c) => new Accepted([new NodeWentOffline(c.Now), new NodeKeyReset(c.Now)]),
        (Offline, ResetNodeKey c) => new NodeKeyReset(c.Now),

        (Existing s, BringOnline c) when s.Fenced.Contains(c.Session) => NodeRefusals.SessionFenced,
        (Online s, BringOnline c) when c.Session == s.Session => Nothing,
        (Existing, BringOnline c) => new NodeCameOnline(c.Session, c.Now),

        (Online, TakeOffline c) => new NodeWentOffline(c.Now),
        (Offline, TakeOffline) => Nothing,

        (Existing s, DescribeNode c) when c.Facts == s.Profile.Facts => Nothing,
        (Existing, DescribeNode c) => new NodeDescribed(c.Facts, c.Now),

        (Existing s, RegisterSigningKey c) when c.Key == s.Profile.SigningKey => Nothing,
        (Existing { Profile.SigningKey: null }, RegisterSigningKey c) => new SigningKeyRegistered(c.Key, c.Now),
        (Existing, RegisterSigningKey) => NodeRefusals.OtherSigningKey,

        (Existing { Profile.SigningKey: null }, ReleaseSigningKey) => Nothing,
        (Existing, ReleaseSigningKey c) => new SigningKeyReleased(c.Now),

        (Existing, RetireNode c) => new NodeRetired(c.Now),
        (Retired, RetireNode) => Nothing,

        _ => NodeRefusals.Missing,
    };

    private static ValueList<string> Fence(ValueList<string> fenced, string? former, string? current) =>
        former is null || former == current ? fenced : [.. fenced.Append(former).TakeLast(FencedSessionsKept)];
}

/// <param name="Collaboration">Null while the node is taken out of one and not yet put into another.</param>
/// <param name="SigningKey">Of the station; null before it has told one, and after that was released.</param>
public sealed record NodeProfile(
    NodeId Id, string Name, OrganisationId Organisation, CollaborationId? Collaboration, string? Ip, ValueList<NodeFact> Facts, string? SigningKey);
