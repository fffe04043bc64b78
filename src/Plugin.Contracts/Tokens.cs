using System.Text.Json.Serialization;

namespace Plugin.Contracts;

public sealed record UserLogin(string Username, string Password)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MfaCode { get; init; }
}

/// <param name="ApiKey">A UUID.</param>
public sealed record NodeLogin(string ApiKey);

/// <summary>
/// A login or its refresh. URLs are absolute paths that include the API path; only the one of the caller's own kind is present.
/// </summary>
public sealed record Tokens(string AccessToken, string RefreshToken, string RefreshUrl)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UserUrl { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NodeUrl { get; init; }
}

public sealed record ContainerTokenRequest(int TaskId, string Image);

public sealed record ContainerToken([property: JsonPropertyName("container_token")] string Token);

public sealed record ValidatedUser(string Msg, int UserId, string Username, string Email, int OrganizationId);

/// <param name="QrUri">What authenticator apps read from a QR code.</param>
/// <param name="OtpSecret">The same secret for typing: base32, 32 characters.</param>
public sealed record SecondFactorEnrolment(string QrUri, string OtpSecret, string Msg);
