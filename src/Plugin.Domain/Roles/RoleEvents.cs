namespace Plugin.Domain.Roles;

public abstract record RoleEvent(DateTimeOffset At) : DomainEvent(At);

/// <param name="Description">Sealed under the role's own key.</param>
/// <param name="Rules">Ids of rules (see <c>Access</c>), ascending.</param>
public sealed record RoleCreated(
    RoleId Id, OrganisationId Organisation, string Name, Sealed? Description, ValueList<int> Rules, DateTimeOffset At) : RoleEvent(At);

/// <summary>Changed fields only; null means unchanged.</summary>
/// <param name="Rules">All rules that the role has from now on.</param>
public sealed record RoleChanged(string? Name, Sealed? Description, ValueList<int>? Rules, DateTimeOffset At) : RoleEvent(At);

/// <summary>Whoever had the role holds its rules no longer; that it is taken from their list is in their own streams.</summary>
public sealed record RoleRetired(DateTimeOffset At) : RoleEvent(At);
