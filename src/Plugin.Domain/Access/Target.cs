namespace Plugin.Domain.Access;

/// <summary>
/// What is asked for, as far as access goes: its kind, and what ties it to callers. A scope reaches a target through one tie: collaboration
/// through a collaboration in common, organisation through the caller's own, own through the caller in person.
/// </summary>
/// <param name="Job">The job of a task or run; containers see only their own.</param>
public sealed record Target(
    Resource Resource, ValueList<CollaborationId> Collaborations, ValueList<OrganisationId> Organisations, UserId? Owner, TaskId? Job)
{
    /// <summary>Of a role that exists: which one it is.</summary>
    public RoleId? RoleId { get; init; }

    /// <param name="collaboration">Null while the node is in none.</param>
    public static Target Node(OrganisationId organisation, CollaborationId? collaboration) =>
        new(Resource.Node, collaboration is { } known ? [known] : [], [organisation], null, null);

    public static Target Collaboration(CollaborationId id, ValueList<OrganisationId> members) =>
        new(Resource.Collaboration, [id], members, null, null);

    /// <param name="collaborations">Those that the organisation is a member of.</param>
    public static Target Organisation(OrganisationId id, ValueList<CollaborationId> collaborations) =>
        new(Resource.Organisation, collaborations, [id], null, null);

    /// <summary>A task belongs to the organisation and the user it was started for, also when a container created it.</summary>
    public static Target Task(CollaborationId collaboration, OrganisationId initOrganisation, UserId initUser, TaskId job) =>
        new(Resource.Task, [collaboration], [initOrganisation], initUser, job);

    /// <summary>A task that does not exist yet: only the collaboration counts.</summary>
    public static Target NewTask(CollaborationId collaboration) => new(Resource.Task, [collaboration], [], null, null);

    /// <summary>A run, and its result: it belongs to the organisation that executes it and to the user it is executed for.</summary>
    public static Target Run(CollaborationId collaboration, OrganisationId organisation, UserId initUser, TaskId job) =>
        new(Resource.Run, [collaboration], [organisation], initUser, job);

    /// <param name="collaborations">Those of the user's organisation.</param>
    public static Target User(UserId id, OrganisationId organisation, ValueList<CollaborationId> collaborations) =>
        new(Resource.User, collaborations, [organisation], id, null);

    /// <param name="collaborations">Those of the user's organisation.</param>
    public static Target NewUser(OrganisationId organisation, ValueList<CollaborationId> collaborations) =>
        new(Resource.User, collaborations, [organisation], null, null);

    /// <param name="collaborations">Those of the role's organisation.</param>
    public static Target Role(RoleId id, OrganisationId organisation, ValueList<CollaborationId> collaborations) =>
        new(Resource.Role, collaborations, [organisation], null, null) { RoleId = id };

    /// <summary>A built-in role: it belongs to nobody.</summary>
    public static Target Role(RoleId id) => new(Resource.Role, [], [], null, null) { RoleId = id };

    /// <param name="collaborations">Those of the organisation.</param>
    public static Target NewRole(OrganisationId organisation, ValueList<CollaborationId> collaborations) =>
        new(Resource.Role, collaborations, [organisation], null, null);

    public static Target Study(CollaborationId collaboration, ValueList<OrganisationId> organisations) =>
        new(Resource.Study, [collaboration], organisations, null, null);

    /// <summary>A study to be, or who is to be in one: the collaboration's affair, whoever takes part.</summary>
    public static Target StudyOf(CollaborationId collaboration) => new(Resource.Study, [collaboration], [], null, null);

    /// <summary>Killing a task is the collaboration's affair: no single organisation may.</summary>
    public static Target KillOfTask(CollaborationId collaboration) => new(Resource.Event, [collaboration], [], null, null);

    public static Target KillOnNode(OrganisationId organisation, CollaborationId collaboration) =>
        new(Resource.Event, [collaboration], [organisation], null, null);

    /// <summary>A new organisation or collaboration: tied to nobody, so only a global rule reaches it.</summary>
    public static Target Unbound(Resource resource) => new(resource, [], [], null, null);
}
