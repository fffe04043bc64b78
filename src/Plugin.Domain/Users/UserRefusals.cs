namespace Plugin.Domain.Users;

public static class UserRefusals
{
    public static Refusal Missing { get; } = new(RefusalKind.Missing, "user.missing", "There is no such user.");

    public static Refusal Exists { get; } = new(RefusalKind.Conflict, "user.exists", "The user exists already.");

    public static Refusal HasTasks { get; } = new(
        RefusalKind.Conflict, "user.has_tasks", "The user has ordered tasks; delete them first, or say delete_dependents.");

    public static Refusal UnknownRole { get; } =
        new(RefusalKind.Missing, "user.unknown_role", "One of the roles does not exist.");

    public static Refusal UnknownRule { get; } =
        new(RefusalKind.Missing, "user.unknown_rule", "One of the rules does not exist.");

    public static Refusal HasAccepted { get; } =
        new(RefusalKind.Conflict, "user.has_accepted", "The user has set a password already, so there is no invitation to send or withdraw.");

    public static Refusal HasNotAccepted { get; } =
        new(RefusalKind.Conflict, "user.has_not_accepted", "The user has not accepted the invitation yet; send that again.");

    public static Refusal InvitationReplaced { get; } = new(
        RefusalKind.Conflict, "user.invitation_replaced", "This invitation is no longer good; use the link in the latest mail, or ask for another.");

    public static Refusal AddressIsNew { get; } = new(
        RefusalKind.Conflict, "user.address_is_new",
        "The user's address was changed less than 24 hours ago; until then no mail helps anybody into the account.");

    public static Refusal Deactivated { get; } =
        new(RefusalKind.Conflict, "user.deactivated", "The user is deactivated; reactivate them first.");

    /// <summary>The credential that a change was to replace is no longer the present one.</summary>
    public static Refusal CredentialChanged { get; } =
        new(RefusalKind.Conflict, "user.credential_changed", "It has been changed meanwhile; start again.");
}
