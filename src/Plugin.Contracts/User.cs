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
