using System.Text.Json.Serialization;

namespace Plugin.Contracts;

/// <param name="Status"><c>online</c>, <c>offline</c> or null.</param>
/// <param name="OtpSecret">Always null: the secret belongs to the user alone.</param>
public sealed record User(
    int Id, string Type, string Username, string? Firstname, string? Lastname, string Email, string? Status, string? Ip,
    DateTimeOffset? LastSeen, Link Organization, string Roles, string Rules, string? OtpSecret,
    DateTimeOffset? LastEmailFailedLoginSent, DateTimeOffset? LastEmailRecoverPasswordSent) : IIdentified
{
    /// <summary>False for who is deactivated. Not of vantage6.</summary>
    public required bool IsActive { get; init; }

    /// <summary>Until when an invitation can be accepted that was not accepted yet; absent for all others. Not of vantage6.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? InvitedUntil { get; init; }

    /// <summary>Only with <c>include_permissions</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Permissions? Permissions { get; init; }
}

public sealed record UserActivityChange
{
    /// <summary>Sealed in the history; null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}

/// <param name="Rules">Ids of all effective rules, those of the roles included.</param>
/// <param name="OrgsInCollabs">Every organization that shares a collaboration with the user's.</param>
public sealed record Permissions(IReadOnlyList<int> Roles, IReadOnlyList<int> Rules, IReadOnlyList<int> OrgsInCollabs);

public sealed record NewUser(string Username, string Email, string Password)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Firstname { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Lastname { get; init; }

    /// <summary>Null: the caller's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? OrganizationId { get; init; }

    public IReadOnlyList<int> Roles { get; init; } = [];

    public IReadOnlyList<int> Rules { get; init; } = [];
}

/// <summary>Who is to come and sets their own password.</summary>
public sealed record NewInvitation(string Username, string Email)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Firstname { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Lastname { get; init; }

    /// <summary>Null: the caller's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? OrganizationId { get; init; }

    public IReadOnlyList<int> Roles { get; init; } = [];

    public IReadOnlyList<int> Rules { get; init; } = [];
}

/// <param name="LastLogin">With a password; null when none is remembered.</param>
/// <param name="LastSeen">Of anything the user asked, to the minute.</param>
/// <param name="FailedLogins">In a row.</param>
/// <param name="IsLocked">Too many failed: the user may not log in until nobody has tried for a while.</param>
/// <param name="HasSecondFactor">An authenticator app is set up.</param>
/// <param name="InvitedUntil">Null for those who have set a password.</param>
/// <param name="IsInvitationVoid">The address was changed since it was sent; it has to be sent again.</param>
/// <param name="MailWaitsUntil">Until when no mail helps into the account, because its address is new; null when it may.</param>
public sealed record UserAccount(
    int Id, bool IsActive, DateTimeOffset? LastLogin, DateTimeOffset? LastSeen, int FailedLogins, bool IsLocked, bool HasSecondFactor,
    DateTimeOffset? InvitedUntil, bool IsInvitationVoid, DateTimeOffset? MailWaitsUntil);

/// <param name="Credential"><c>password</c> or <c>second_factor</c>.</param>
public sealed record UserRecovery(string Credential)
{
    public const string Password = "password";
    public const string SecondFactor = "second_factor";
}

/// <summary>What is null stays as it is.</summary>
public sealed record UserPatch
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Username { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Firstname { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Lastname { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Roles { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Rules { get; init; }
}
