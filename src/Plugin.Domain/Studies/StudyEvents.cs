namespace Plugin.Domain.Studies;

/// <param name="Collaboration">In every event, since it is what the log will be partitioned by.</param>
public abstract record StudyEvent(CollaborationId Collaboration, DateTimeOffset At) : DomainEvent(At);

public sealed record StudyCreated(
    StudyId Id, CollaborationId Collaboration, string Name, ValueList<OrganisationId> Organisations, DateTimeOffset At)
    : StudyEvent(Collaboration, At);

public sealed record StudyRenamed(CollaborationId Collaboration, string Name, DateTimeOffset At) : StudyEvent(Collaboration, At);

public sealed record StudyOrganisationAdded(CollaborationId Collaboration, OrganisationId Organisation, DateTimeOffset At)
    : StudyEvent(Collaboration, At);

public sealed record StudyOrganisationRemoved(CollaborationId Collaboration, OrganisationId Organisation, DateTimeOffset At)
    : StudyEvent(Collaboration, At);

public sealed record StudyRetired(CollaborationId Collaboration, DateTimeOffset At) : StudyEvent(Collaboration, At);
