namespace Plugin.Domain.Studies;

public abstract record StudyCommand(DateTimeOffset Now);

/// <param name="Members">Of the collaboration, which the append is guarded on.</param>
public sealed record CreateStudy(
    StudyId Id, CollaborationId Collaboration, string Name, ValueList<OrganisationId> Organisations, ValueList<OrganisationId> Members,
    DateTimeOffset Now) : StudyCommand(Now);

/// <summary>Null leaves a field as it is.</summary>
/// <param name="Organisations">All that the study is to have from now on.</param>
/// <param name="Members">Of the collaboration, which the append is guarded on.</param>
public sealed record ChangeStudy(
    string? Name, ValueList<OrganisationId>? Organisations, ValueList<OrganisationId> Members, DateTimeOffset Now) : StudyCommand(Now);

/// <param name="Members">Of the collaboration, which the append is guarded on.</param>
public sealed record AddToStudy(OrganisationId Organisation, ValueList<OrganisationId> Members, DateTimeOffset Now) : StudyCommand(Now);

public sealed record RemoveFromStudy(OrganisationId Organisation, DateTimeOffset Now) : StudyCommand(Now);

public sealed record RetireStudy(DateTimeOffset Now) : StudyCommand(Now);
