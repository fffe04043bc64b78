namespace Plugin.Domain.Users;

public abstract record UserCommand(DateTimeOffset Now);

public sealed record CreateUser(
    UserId Id, OrganisationId Organisation, Sealed UserName, Sealed Email, Sealed? FirstName, Sealed? LastName,
    ValueList<int> Roles, ValueList<int> Rules, DateTimeOffset Now) : UserCommand(Now)
{
    /// <summary>The custom roles among them that exist, which the append is guarded on.</summary>
    public ValueList<int> CustomRoles { get; init; } = [];

    /// <summary>Set for who gets no password but a mail with a link to set one, good until then.</summary>
    public DateTimeOffset? InvitedUntil { get; init; }
}

/// <summary>Invites somebody once more who has not set a password yet.</summary>
public sealed record InviteUser(DateTimeOffset Until, DateTimeOffset Now) : UserCommand(Now);

/// <summary>An administrator has a mail sent with which its reader replaces a credential.</summary>
public sealed record SendRecovery(RecoveredCredential Credential, DateTimeOffset Now) : UserCommand(Now);

/// <summary>Null leaves a field as it is.</summary>
public sealed record ChangeUser(Sealed? UserName, Sealed? Email, Sealed? FirstName, Sealed? LastName, DateTimeOffset Now)
    : UserCommand(Now);

/// <summary>Replaces all roles and extra rules. Whether the caller may give or take them is <c>Access</c>'s to say.</summary>
public sealed record AuthoriseUser(ValueList<int> Roles, ValueList<int> Rules, DateTimeOffset Now) : UserCommand(Now)
{
    /// <summary>The custom roles among them that exist, which the append is guarded on.</summary>
    public ValueList<int> CustomRoles { get; init; } = [];
}

/// <summary>In the append that puts the password's hash into the vault.</summary>
public sealed record SetPassword(DateTimeOffset Now) : UserCommand(Now)
{
    /// <summary>When the link ends that it is set with; null: it is set without one.</summary>
    public DateTimeOffset? Invitation { get; init; }
}

/// <summary>In the append that puts the secret into the vault.</summary>
public sealed record SetSecondFactor(DateTimeOffset Now) : UserCommand(Now);

public sealed record EndSessions(DateTimeOffset Now) : UserCommand(Now);

public sealed record EndSession(string Session, DateTimeOffset Now) : UserCommand(Now);

/// <param name="Reason">Sealed under the user's own key; null: none was given.</param>
public sealed record DeactivateUser(Sealed? Reason, DateTimeOffset Now) : UserCommand(Now);

/// <param name="Reason">Sealed under the user's own key; null: none was given.</param>
public sealed record ReactivateUser(Sealed? Reason, DateTimeOffset Now) : UserCommand(Now);

public sealed record RetireUser(DateTimeOffset Now) : UserCommand(Now);

/// <summary>In the append that destroys the user's key and credentials; retires who is not retired yet.</summary>
public sealed record EraseUser(DateTimeOffset Now) : UserCommand(Now);
