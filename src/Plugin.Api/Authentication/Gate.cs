using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Plugin.Api.Http;
using Plugin.Api.Sessions;
using Plugin.Api.Users;

namespace Plugin.Api.Authentication;

/// <summary>
/// Lets a request through to a route that is for callers of its kind. The statuses are the contract's: 401 without a valid caller, 422 for
/// what is no token of ours, 403 for the wrong kind of caller.
/// </summary>
internal sealed class Gate(RequestDelegate next)
{
    private const string Scheme = "Bearer ";

    public async Task Invoke(
        HttpContext http, Jwt jwt, CallerDirectory directory, BrowserSessions sessions, LastSeen lastSeen, ApiOptions options, TimeProvider clock)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<AllowedCallers>() is not { } allowed)
        {
            await next(http);
            return;
        }

        var (caller, standing, refusal) =
            http.Request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                ? await ByToken(http, header[Scheme.Length..].Trim(), jwt, directory, clock, allowed.Kinds.HasFlag(Callers.Refresh))
            : SessionCookie.IsSent(http) && !allowed.Kinds.HasFlag(Callers.Refresh)
                ? await ByCookie(http, sessions, options)
            : Refused(http, StatusCodes.Status401Unauthorized, "token.missing", "This route needs a token (Authorization: Bearer …).");
        if (refusal is not null)
        {
            await (allowed.IsOptional ? next(http) : refusal.ExecuteAsync(http));
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
        http.Features.Set(standing);
        await next(http);
    }

    private static async Task<Identified> ByCookie(HttpContext http, BrowserSessions sessions, ApiOptions options)
    {
        // Whatever comes of it is this person's alone.
        http.Response.OnStarting(() =>
        {
            http.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        if (SessionCookie.IsFromElsewhere(http.Request))
        {
            return Refused(
                http, StatusCodes.Status403Forbidden, "session.cross-site", "A session is used by the hub's own page only; this request came from elsewhere.");
        }

        if (SessionCookie.Of(http) is not { } secret || await sessions.Find(secret, isUse: true, http.RequestAborted) is not ({ } user, { } session))
        {
            SessionCookie.Take(http, options.Path);
            http.Response.Headers[SessionCookie.StateHeader] = "ended";
            return Refused(http, StatusCodes.Status401Unauthorized, "session.ended", "Your session has ended; sign in again.");
        }

        if (SessionCookie.Changes(http.Request) && !secret.IsCsrf(http.Request.Headers[SessionCookie.CsrfHeader]))
        {
            return Refused(
                http, StatusCodes.Status403Forbidden, "session.csrf", $"A change with a session's cookie needs the header {SessionCookie.CsrfHeader}; GET session tells it.");
        }

        http.Features.Set(new CurrentSession(secret, session));
        return new Identified(
            user, new Standing(sessions.EndOf(session), async cancellationToken => (await sessions.Find(secret, isUse: false, cancellationToken))?.User), null);
    }

    private static async Task<Identified> ByToken(
        HttpContext http, string token, Jwt jwt, CallerDirectory directory, TimeProvider clock, bool refresh)
    {
        if (jwt.Read(token) is not { ValueKind: JsonValueKind.Object } claims)
        {
            return Refused(http, StatusCodes.Status422UnprocessableEntity, "token.invalid", "This is not a token of this hub.");
        }

        var type = claims.TryGetProperty("type", out var value) ? value.GetString() : null;
        if (type != (refresh ? TokenMint.Refresh : TokenMint.Access))
        {
            return Refused(
                http, StatusCodes.Status422UnprocessableEntity, "token.wrong-type",
                refresh ? "This route takes a refresh token." : "A refresh token only gets new tokens.");
        }

        if (Expiry(claims) is { } expiry && clock.GetUtcNow() >= expiry)
        {
            return Refused(http, StatusCodes.Status401Unauthorized, "token.expired", "The token has expired.");
        }

        return await directory.Find(claims, http.RequestAborted) is { } caller
            ? new Identified(caller, new Standing(Expiry(claims), cancellationToken => directory.Find(claims, cancellationToken)), null)
            : Refused(
                http, StatusCodes.Status401Unauthorized, "token.void",
                "The token's owner no longer exists, has another key, or (for an algorithm) its run is no longer open.");
    }

    private static Identified Refused(HttpContext http, int status, string code, string text) =>
        new(null, null, ErrorShapes.For(http, status, code, text));

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

    private sealed record Identified(CurrentCaller? Caller, Standing? Standing, IResult? Refusal);
}

/// <summary>For answers that outlive what the caller was let in by.</summary>
/// <param name="Until">When the token or session ends; null for a container's.</param>
/// <param name="AskAgain">Who the caller is by now; null: no longer anybody.</param>
internal sealed record Standing(DateTimeOffset? Until, Func<CancellationToken, Task<CurrentCaller?>> AskAgain);
