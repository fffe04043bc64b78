namespace Plugin.Domain.Nodes;

public abstract record NodeEvent(DateTimeOffset At) : DomainEvent(At);

public sealed record NodeCreated(
    NodeId Id, string Name, OrganisationId Organisation, CollaborationId Collaboration, DateTimeOffset At) : NodeEvent(At);

public sealed record NodeRenamed(string Name, DateTimeOffset At) : NodeEvent(At);

/// <param name="Collaboration">The new one; null when the node was taken out of its collaboration and waits to be put into another.</param>
public sealed record NodeMoved(CollaborationId? Collaboration, DateTimeOffset At) : NodeEvent(At);

/// <param name="Ip">The node's address in the algorithms' private network; null when it has none any more.</param>
public sealed record NodeAddressed(string? Ip, DateTimeOffset At) : NodeEvent(At);

/// <summary>
/// The key itself (its digest) is in the vault; whoever held the former one is out at once. The signing key is released too: the station may
/// have been set up anew.
/// </summary>
public sealed record NodeKeyReset(DateTimeOffset At) : NodeEvent(At);

/// <summary>A new agent session; an older session of the same node is fenced from here on.</summary>
public sealed record NodeCameOnline(string Session, DateTimeOffset At) : NodeEvent(At);

public sealed record NodeWentOffline(DateTimeOffset At) : NodeEvent(At);

/// <summary>What the station chose to tell about itself, as flat key and value pairs in order.</summary>
public sealed record NodeDescribed(ValueList<NodeFact> Facts, DateTimeOffset At) : NodeEvent(At);

public sealed record NodeFact(string Key, string Value);

public sealed record NodeRetired(DateTimeOffset At) : NodeEvent(At);

/// <summary>The public half of the key that the station signs checkpoints with. From here on the node has no other.</summary>
/// <param name="Key">SubjectPublicKeyInfo in base64.</param>
public sealed record SigningKeyRegistered(string Key, DateTimeOffset At) : NodeEvent(At);

/// <summary>An administrator lets the node come with another signing key.</summary>
public sealed record SigningKeyReleased(DateTimeOffset At) : NodeEvent(At);
