namespace Plugin.Domain.Roles;

/// <summary>Whether the caller may give or take the rules is <c>Access</c>'s to say.</summary>
public abstract record RoleCommand(DateTimeOffset Now);

public sealed record CreateRole(
    RoleId Id, OrganisationId Organisation, string Name, Sealed? Description, ValueList<int> Rules, DateTimeOffset Now) : RoleCommand(Now);

/// <summary>Null leaves a field as it is.</summary>
public sealed record ChangeRole(string? Name, Sealed? Description, ValueList<int>? Rules, DateTimeOffset Now) : RoleCommand(Now);

public sealed record AddRule(int Rule, DateTimeOffset Now) : RoleCommand(Now);

public sealed record RemoveRule(int Rule, DateTimeOffset Now) : RoleCommand(Now);

public sealed record RetireRole(DateTimeOffset Now) : RoleCommand(Now);
