namespace Plugin.Domain.Users;

public abstract record UserEvent(DateTimeOffset At) : DomainEvent(At);

/// <summary>Names and address are sealed under the user's own key. The login name is a unique key beside the log and is released on retirement.</summary>
/// <param name="Roles">Ids of roles (see <c>Access</c>).</param>
/// <param name="Rules">Ids of extra rules.</param>
public sealed record UserCreated(
    UserId Id, OrganisationId Organisation, Sealed UserName, Sealed Email, Sealed? FirstName, Sealed? LastName,
    ValueList<int> Roles, ValueList<int> Rules, DateTimeOffset At) : UserEvent(At);

/// <summary>Changed fields only; null means unchanged.</summary>
public sealed record UserChanged(
    Sealed? UserName, Sealed? Email, Sealed? FirstName, Sealed? LastName, DateTimeOffset At) : UserEvent(At);

public sealed record UserAuthorised(ValueList<int> Roles, ValueList<int> Rules, DateTimeOffset At) : UserEvent(At);

/// <summary>The user was sent a link to set a first password; the link itself is kept nowhere.</summary>
/// <param name="Until">When the link ends.</param>
public sealed record UserInvited(DateTimeOffset Until, DateTimeOffset At) : UserEvent(At);

public enum RecoveredCredential
{
    Password,
    SecondFactor,
}

/// <summary>Somebody else had a mail sent to the user for a new credential. It is replaced when the user follows the mail.</summary>
public sealed record RecoverySent(RecoveredCredential Credential, DateTimeOffset At) : UserEvent(At);

/// <summary>The password itself (its hash) is in the vault.</summary>
public sealed record PasswordSet(DateTimeOffset At) : UserEvent(At);

/// <summary>The secret of the second factor itself is in the vault.</summary>
public sealed record SecondFactorSet(DateTimeOffset At) : UserEvent(At);

/// <summary>Tokens given out before this moment are void.</summary>
public sealed record SessionsEnded(DateTimeOffset At) : UserEvent(At);

/// <summary>One browser was signed out; by the user, or by somebody who may edit the user.</summary>
/// <param name="Session">As it is named in the list of sessions; it says nothing of the secret that the browser holds.</param>
public sealed record SessionEnded(string Session, DateTimeOffset At) : UserEvent(At);

/// <summary>The user may do nothing until reactivated; tokens given out before this moment stay void then, too. Names and tasks stay.</summary>
/// <param name="Reason">Sealed under the user's own key.</param>
public sealed record UserDeactivated(Sealed? Reason, DateTimeOffset At) : UserEvent(At);

/// <param name="Reason">Sealed under the user's own key.</param>
public sealed record UserReactivated(Sealed? Reason, DateTimeOffset At) : UserEvent(At);

public sealed record UserRetired(DateTimeOffset At) : UserEvent(At);

/// <summary>The user's key and credentials are gone: names and address in earlier events cannot be read by anybody.</summary>
public sealed record UserErased(DateTimeOffset At) : UserEvent(At);
