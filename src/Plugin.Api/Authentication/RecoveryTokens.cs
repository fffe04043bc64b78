using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Grains.Users;

namespace Plugin.Api.Authentication;

/// <summary>
/// Tokens of recovery mails. Each is for one purpose and names the credential it may replace by its mark, so that it works once: after that
/// the credential is another. Nothing has to be stored for it.
/// </summary>
internal sealed class RecoveryTokens(Jwt jwt, IVaultTable vault, ApiOptions options, TimeProvider clock)
{
    private const string Type = "recovery";

    /// <param name="kind">The credential: <see cref="Keys.Password"/> or <see cref="Keys.SecondFactor"/>.</param>
    /// <param name="until">When the token ends.</param>
    public async Task<string> Make(string kind, UserId user, DateTimeOffset until, CancellationToken cancellationToken) => jwt.Write(new JsonObject
    {
        ["type"] = Type,
        ["for"] = kind,
        ["user"] = user.Value,
        ["mark"] = await Credential.Mark(vault, kind, user, cancellationToken),
        ["exp"] = until.ToUnixTimeSeconds(),
    });

    /// <summary>One that is good for as long as mails of recovery say.</summary>
    public Task<string> Make(string kind, UserId user, CancellationToken cancellationToken) =>
        Make(kind, user, clock.GetUtcNow() + options.RecoveryTokenLifetime, cancellationToken);

    /// <summary>Null for what is no token for this purpose. Whether its credential is still the present one is seen when it is replaced.</summary>
    public RecoveryToken? Read(string kind, string token) =>
        jwt.Read(token) is { ValueKind: JsonValueKind.Object } claims
        && claims.TryGetProperty("type", out var type) && type.ValueEquals(Type)
        && claims.GetProperty("for").ValueEquals(kind)
            ? new RecoveryToken(
                new UserId(claims.GetProperty("user").GetInt32()),
                claims.GetProperty("mark").GetString()!,
                DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64()))
            : null;
}

/// <param name="Until">When it ends.</param>
internal sealed record RecoveryToken(UserId User, string Mark, DateTimeOffset Until);
