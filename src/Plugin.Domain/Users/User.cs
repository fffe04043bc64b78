using System.Diagnostics;
using Plugin.Domain.Access;
using static Plugin.Domain.Decision<Plugin.Domain.Users.UserEvent>;

namespace Plugin.Domain.Users;

/// <summary>A person of one organisation, with roles and extra rules. Everything personal is sealed, so the state does not keep it.</summary>
public abstract record User : IAggregate<User, UserEvent, UserCommand>
{
    private User()
    {
    }

    public static User Initial { get; } = new None();

    private static readonly TimeSpan AddressWait = TimeSpan.FromHours(24);

    public sealed record None : User;

    /// <param name="IsDeactivated">May neither log in nor use a token until somebody reactivates the user.</param>
    /// <param name="InvitedUntil">When the latest invitation ends; null for who has set a password.</param>
    /// <param name="AddressChangedAt">Null: the address is the one that the user was registered or last invited with.</param>
    public sealed record Active(
        UserId Id, OrganisationId Organisation, ValueList<int> Roles, ValueList<int> Rules, bool IsDeactivated = false,
        DateTimeOffset? InvitedUntil = null, DateTimeOffset? AddressChangedAt = null) : User;

    public sealed record Retired : User;

    /// <summary>Nobody can say any more who it was.</summary>
    public sealed record Erased : User;

    public User Evolve(UserEvent @event) => (this, @event) switch
    {
        (None, UserCreated e) => new Active(e.Id, e.Organisation, e.Roles, e.Rules),
        (Active s, UserInvited e) => s with { InvitedUntil = e.Until, AddressChangedAt = null },
        (Active s, PasswordSet) => s with { InvitedUntil = null },
        (Active s, UserChanged { Email: not null } e) => s with { AddressChangedAt = e.At },
        (Active s, UserChanged or SecondFactorSet or SessionsEnded or SessionEnded or RecoverySent) => s,
        (Active s, UserAuthorised e) => s with { Roles = e.Roles, Rules = e.Rules },
        (Active s, UserDeactivated) => s with { IsDeactivated = true },
        (Active s, UserReactivated) => s with { IsDeactivated = false },
        (Active, UserRetired) => new Retired(),
        (Retired, UserErased) => new Erased(),
        _ => throw new UnreachableException($"{@event.GetType().Name} cannot follow {GetType().Name}."),
    };

    public static Decision<UserEvent> Decide(User user, UserCommand command) => (user, command) switch
    {
        (_, CreateUser { Roles: var roles, CustomRoles: var custom }) when !Exist(roles, custom) => UserRefusals.UnknownRole,
        (_, CreateUser { Rules: var rules }) when !rules.All(Rule.Exists) => UserRefusals.UnknownRule,
        (None, CreateUser { InvitedUntil: { } until } c) => new Accepted([Created(c), new UserInvited(until, c.Now)]),
        (None, CreateUser c) => Created(c),
        (_, CreateUser) => UserRefusals.Exists,

        (Active, ChangeUser { UserName: null, Email: null, FirstName: null, LastName: null }) => Nothing,
        (Active, ChangeUser c) => new UserChanged(c.UserName, c.Email, c.FirstName, c.LastName, c.Now),

        (Active, AuthoriseUser { Roles: var roles, CustomRoles: var custom }) when !Exist(roles, custom) => UserRefusals.UnknownRole,
        (Active, AuthoriseUser { Rules: var rules }) when !rules.All(Rule.Exists) => UserRefusals.UnknownRule,
        (Active s, AuthoriseUser c) when c.Roles == s.Roles && c.Rules == s.Rules => Nothing,
        (Active, AuthoriseUser c) => new UserAuthorised(c.Roles, c.Rules, c.Now),

        (Active { IsDeactivated: true }, InviteUser or SendRecovery) => UserRefusals.Deactivated,
        (Active { InvitedUntil: null }, InviteUser) => UserRefusals.HasAccepted,
        (Active, InviteUser c) => new UserInvited(c.Until, c.Now),
        (Active { InvitedUntil: not null }, SendRecovery) => UserRefusals.HasNotAccepted,
        (Active s, SendRecovery c) when MailWaitsUntil(s.AddressChangedAt, c.Now) is not null => UserRefusals.AddressIsNew,
        (Active, SendRecovery c) => new RecoverySent(c.Credential, c.Now),

        // The link was sent to somebody else's address, or a later one takes its place.
        (Active { InvitedUntil: not null, AddressChangedAt: not null }, SetPassword) => UserRefusals.InvitationReplaced,
        (Active { InvitedUntil: { } until }, SetPassword c) when !IsOf(until, c.Invitation) => UserRefusals.InvitationReplaced,
        (Active, SetPassword c) => new PasswordSet(c.Now),
        (Active, SetSecondFactor c) => new SecondFactorSet(c.Now),
        (Active, EndSessions c) => new SessionsEnded(c.Now),
        (Active, EndSession c) => new SessionEnded(c.Session, c.Now),

        (Active { IsDeactivated: true }, DeactivateUser) => Nothing,
        (Active, DeactivateUser c) => new UserDeactivated(c.Reason, c.Now),
        (Active { IsDeactivated: false }, ReactivateUser) => Nothing,
        (Active, ReactivateUser c) => new UserReactivated(c.Reason, c.Now),

        (Active, RetireUser c) => new UserRetired(c.Now),
        (Retired or Erased, RetireUser) => Nothing,

        (Active, EraseUser c) => new Accepted([new UserRetired(c.Now), new UserErased(c.Now)]),
        (Retired, EraseUser c) => new UserErased(c.Now),
        (Erased, EraseUser) => Nothing,

        _ => UserRefusals.Missing,
    };

    /// <summary>
    /// Until when a changed address brings nobody into the account: whoever reads the former one is told of the change, and has this long to
    /// object. Null: it does already.
    /// </summary>
    public static DateTimeOffset? MailWaitsUntil(DateTimeOffset? addressChangedAt, DateTimeOffset now) =>
        addressChangedAt + AddressWait is { } until && now < until ? until : null;

    private static UserCreated Created(CreateUser c) =>
        new(c.Id, c.Organisation, c.UserName, c.Email, c.FirstName, c.LastName, c.Roles, c.Rules, c.Now);

    // Links name their invitation by the second in which it ends.
    private static bool IsOf(DateTimeOffset until, DateTimeOffset? invitation) => until.ToUnixTimeSeconds() == invitation?.ToUnixTimeSeconds();

    private static bool Exist(ValueList<int> roles, ValueList<int> custom) => roles.All(role => Role.Exists(role) || custom.Contains(role));
}
