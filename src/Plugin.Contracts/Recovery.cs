using System.Text.Json.Serialization;

namespace Plugin.Contracts;

/// <summary>Whose password was lost: one of the two.</summary>
public sealed record LostPassword
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Username { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }
}

/// <summary>Whose second factor was lost, by name or address.</summary>
public sealed record LostSecondFactor(string Password)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Username { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }
}

public sealed record PasswordReset(string ResetToken, string Password);

public sealed record SecondFactorReset(string ResetToken);

public sealed record PasswordChange(string CurrentPassword, string NewPassword);
