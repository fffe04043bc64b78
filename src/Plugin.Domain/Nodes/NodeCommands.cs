namespace Plugin.Domain.Nodes;

public abstract record NodeCommand(DateTimeOffset Now);

public sealed record CreateNode(
    NodeId Id, string Name, OrganisationId Organisation, CollaborationId Collaboration, DateTimeOffset Now) : NodeCommand(Now);

public sealed record RenameNode(string Name, DateTimeOffset Now) : NodeCommand(Now);

/// <summary>In the append that tells both collaborations. Null: into none.</summary>
public sealed record MoveNode(CollaborationId? To, DateTimeOffset Now) : NodeCommand(Now);

/// <summary>Null clears the address.</summary>
public sealed record AddressNode(string? Ip, DateTimeOffset Now) : NodeCommand(Now);

/// <summary>In the append that puts the new key's digest into the vault.</summary>
public sealed record ResetNodeKey(DateTimeOffset Now) : NodeCommand(Now);

/// <summary>An agent says hello. A session is a text that it makes anew at each start of its process.</summary>
public sealed record BringOnline(string Session, DateTimeOffset Now) : NodeCommand(Now);

public sealed record TakeOffline(DateTimeOffset Now) : NodeCommand(Now);

public sealed record DescribeNode(ValueList<NodeFact> Facts, DateTimeOffset Now) : NodeCommand(Now);

public sealed record RetireNode(DateTimeOffset Now) : NodeCommand(Now);

/// <param name="Key">SubjectPublicKeyInfo in base64.</param>
public sealed record RegisterSigningKey(string Key, DateTimeOffset Now) : NodeCommand(Now);

public sealed record ReleaseSigningKey(DateTimeOffset Now) : NodeCommand(Now);
