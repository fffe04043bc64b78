using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Plugin.Api.Http;
using Plugin.Api.Users;

namespace Plugin.Api.Authentication;

/// <summary>
/// Lets a request through to a route that is for callers of its kind. The statuses are the contract's: 401 without a valid caller, 422 for
/// what is no token of ours, 403 for the wrong kind of caller.
/// </summary>
internal sealed class Gate(RequestDelegate next)
{
    private const string Scheme = "Bearer ";

    public async Task Invoke(HttpContext http, Jwt jwt, CallerDirectory directory, LastSeen lastSeen, TimeProvider clock)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<AllowedCallers>() is not { } allowed)
        {
            await next(http);
            return;
        }

        var (caller, claims, refusal) = await Identify(http, jwt, directory, clock, allowed.Kinds.HasFlag(Callers.Refresh));
        if (refusal is not null)
        {
            await refusal.ExecuteAsync(http);
            return;
        }

        if (!IsAllowed(caller!, allowed.Kinds))
        {
            await ErrorShapes.For(
                http, StatusCodes.Status403Forbidden, "caller.wrong-kind", $"This route is not for a {KindOf(caller!)}.").ExecuteAsync(http);
            return;
        }

        if (caller is UserCaller user)
        {
            await lastSeen.Note(user.User.Id, http.RequestAborted);
        }

        http.Features.Set(caller);
        http.Features.Set(new TokenExpiry(Expiry(claims)));
        await next(http);
    }

    private static async Task<(CurrentCaller? Caller, JsonElement Claims, IResult? Refusal)> Identify(
        HttpContext http, Jwt jwt, CallerDirectory directory, TimeProvider clock, bool refresh)
    {
        if (http.Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Refused(StatusCodes.Status401Unauthorized, "token.missing", "This route needs a token (Authorization: Bearer …).");
        }

        if (jwt.Read(header[Scheme.Length..].Trim()) is not { ValueKind: JsonValueKind.Object } claims)
        {
            return Refused(StatusCodes.Status422UnprocessableEntity, "token.invalid", "This is not a token of this hub.");
        }

        var type = claims.TryGetProperty("type", out var value) ? value.GetString() : null;
        if (type != (refresh ? TokenMint.Refresh : TokenMint.Access))
        {
            return Refused(
                StatusCodes.Status422UnprocessableEntity, "token.wrong-type",
                refresh ? "This route takes a refresh token." : "A refresh token only gets new tokens.");
        }

        if (Expiry(claims) is { } expiry && clock.GetUtcNow() >= expiry)
        {
            return Refused(StatusCodes.Status401Unauthorized, "token.expired", "The token has expired.");
        }

        return await directory.Find(claims, http.RequestAborted) is { } caller
            ? (caller, claims, null)
            : Refused(
                StatusCodes.Status401Unauthorized, "token.void",
                "The token's owner no longer exists, has another key, or (for an algorithm) its run is no longer open.");

        (CurrentCaller?, JsonElement, IResult?) Refused(int status, string code, string text) =>
            (null, default, ErrorShapes.For(http, status, code, text));
    }

    private static DateTimeOffset? Expiry(JsonElement claims) =>
        claims.TryGetProperty("exp", out var value) && value.TryGetInt64(out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static bool IsAllowed(CurrentCaller caller, Callers kinds) => caller switch
    {
        _ when kinds.HasFlag(Callers.Refresh) => caller is UserCaller or NodeCaller,
        UserCaller => kinds.HasFlag(Callers.User),
        NodeCaller => kinds.HasFlag(Callers.Node),
        ContainerCaller => kinds.HasFlag(Callers.Container),
        _ => false,
    };

    private static string KindOf(CurrentCaller caller) => caller switch
    {
        UserCaller => "user",
        NodeCaller => "node",
        _ => "container",
    };
}

/// <summary>When the request's token ends, for answers that outlive it; null for a container's.</summary>
internal sealed record TokenExpiry(DateTimeOffset? At);
