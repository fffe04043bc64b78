using Plugin.Domain.Retention;

namespace Plugin.Domain.Collaborations;

public abstract record CollaborationEvent(DateTimeOffset At) : DomainEvent(At);

public sealed record CollaborationCreated(
    CollaborationId Id, string Name, bool Encrypted, ValueList<OrganisationId> Organisations, DateTimeOffset At) : CollaborationEvent(At);

/// <summary>Changed fields only; null means unchanged.</summary>
public sealed record CollaborationChanged(string? Name, bool? Encrypted, DateTimeOffset At) : CollaborationEvent(At);

public sealed record MemberAdded(OrganisationId Organisation, DateTimeOffset At) : CollaborationEvent(At);

public sealed record MemberRemoved(OrganisationId Organisation, DateTimeOffset At) : CollaborationEvent(At);

/// <summary>The collaboration knows its nodes, one per member organisation, so that a task can be checked without asking anyone else.</summary>
public sealed record NodeRegistered(NodeId Node, OrganisationId Organisation, DateTimeOffset At) : CollaborationEvent(At);

public sealed record NodeRemoved(NodeId Node, DateTimeOffset At) : CollaborationEvent(At);

/// <param name="Policy">Null: the hub's default holds from here on.</param>
public sealed record CollaborationRetentionSet(RetentionPolicy? Policy, DateTimeOffset At) : CollaborationEvent(At);

/// <summary>The collaboration knows its studies too, so that a member that leaves takes leave of them in the same append.</summary>
public sealed record StudyRegistered(StudyId Study, DateTimeOffset At) : CollaborationEvent(At);

public sealed record StudyRemoved(StudyId Study, DateTimeOffset At) : CollaborationEvent(At);

public sealed record CollaborationRetired(DateTimeOffset At) : CollaborationEvent(At);
