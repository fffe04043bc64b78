namespace Plugin.Domain.Access;

/// <summary>
/// Which of the things of one kind a caller sees: those tied to any of these. A list query filters by it and so shows exactly what
/// <see cref="Permissions.Allows"/> would grant one by one.
/// </summary>
/// <param name="Everything">All of them; the ties do not matter.</param>
/// <param name="Job">When not null, those reached through a collaboration must also belong to this job.</param>
public sealed record Reach(
    Resource Resource, bool Everything, ValueList<CollaborationId> Collaborations, ValueList<OrganisationId> Organisations,
    ValueList<UserId> Owners, TaskId? Job)
{
    /// <summary>Roles seen for themselves, whoever they belong to.</summary>
    public ValueList<RoleId> Roles { get; init; } = [];

    public static Reach Nothing(Resource resource) => new(resource, false, [], [], [], null);

    public bool IsNothing => !Everything && Collaborations.Count == 0 && Organisations.Count == 0 && Owners.Count == 0 && Roles.Count == 0;

    public bool Includes(Target target) =>
        Everything
        || (target.Collaborations.Intersect(Collaborations).Any() && (Job is null || target.Job == Job))
        || target.Organisations.Intersect(Organisations).Any()
        || (target.Owner is { } owner && Owners.Contains(owner))
        || (target.RoleId is { } role && Roles.Contains(role));

    internal Reach And(Reach other) => new(
        Resource, Everything || other.Everything, [.. Collaborations.Union(other.Collaborations)],
        [.. Organisations.Union(other.Organisations)], [.. Owners.Union(other.Owners)], Job ?? other.Job)
    {
        Roles = [.. Roles.Union(other.Roles)],
    };
}
