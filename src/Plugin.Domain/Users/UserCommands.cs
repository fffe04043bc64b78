namespace Plugin.Domain.Users;

public abstract record UserCommand(DateTimeOffset Now);

public sealed record CreateUser(
    UserId Id, OrganisationId Organisation, Sealed UserName, Sealed Email, Sealed? FirstName, Sealed? LastName,
    ValueList<int> Roles, ValueList<int> Rules, DateTimeOffset Now) : UserCommand(Now);

/// <summary>Null leaves a field as it is.</summary>
public sealed record ChangeUser(Sealed? UserName, Sealed? Email, Sealed? FirstName, Sealed? LastName, DateTimeOffset Now)
    : UserCommand(Now);

/// <summary>Replaces all roles and extra rules. Whether the caller may give or take them is <c>Access</c>'s to say.</summary>
public sealed record AuthoriseUser(ValueList<int> Roles, ValueList<int> Rules, DateTimeOffset Now) : UserCommand(Now);

/// <summary>In the append that puts the password's hash into the vault.</summary>
public sealed record SetPassword(DateTimeOffset Now) : UserCommand(Now);

/// <summary>In the append that puts the secret into the vault.</summary>
public sealed record SetSecondFactor(DateTimeOffset Now) : UserCommand(Now);

public sealed record EndSessions(DateTimeOffset Now) : UserCommand(Now);

public sealed record RetireUser(DateTimeOffset Now) : UserCommand(Now);
