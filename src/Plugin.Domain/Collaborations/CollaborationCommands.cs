using Plugin.Domain.Retention;

namespace Plugin.Domain.Collaborations;

public abstract record CollaborationCommand(DateTimeOffset Now);

public sealed record CreateCollaboration(
    CollaborationId Id, string Name, bool Encrypted, ValueList<OrganisationId> Organisations, DateTimeOffset Now)
    : CollaborationCommand(Now);

/// <summary>Null leaves a field as it is.</summary>
public sealed record ChangeCollaboration(string? Name, bool? Encrypted, DateTimeOffset Now) : CollaborationCommand(Now);

public sealed record AddMember(OrganisationId Organisation, DateTimeOffset Now) : CollaborationCommand(Now);

public sealed record RemoveMember(OrganisationId Organisation, DateTimeOffset Now) : CollaborationCommand(Now);

/// <summary>In the append that creates the node.</summary>
public sealed record RegisterNode(NodeId Node, OrganisationId Organisation, DateTimeOffset Now) : CollaborationCommand(Now);

/// <summary>In the append that retires or moves the node.</summary>
public sealed record RemoveNode(NodeId Node, DateTimeOffset Now) : CollaborationCommand(Now);

/// <param name="Policy">Null: the hub's default.</param>
public sealed record SetRetention(RetentionPolicy? Policy, DateTimeOffset Now) : CollaborationCommand(Now);

/// <summary>In the append that creates the study.</summary>
public sealed record RegisterStudy(StudyId Study, DateTimeOffset Now) : CollaborationCommand(Now);

/// <summary>In the append that retires the study.</summary>
public sealed record RemoveStudy(StudyId Study, DateTimeOffset Now) : CollaborationCommand(Now);

/// <summary>Its nodes and studies go first, in the same append.</summary>
public sealed record RetireCollaboration(DateTimeOffset Now) : CollaborationCommand(Now);
