using Microsoft.AspNetCore.Http;

namespace Plugin.Api.Sessions;

/// <summary>The cookie of a session, and when a request with it is believed: only when this hub's own page sent it.</summary>
internal static class SessionCookie
{
    /// <summary>Where the hub is reached securely, browsers promise that nobody but this very host has set it.</summary>
    private const string SecureName = "__Host-plugin";

    private const string PlainName = "plugin";

    /// <summary>Carries <see cref="SessionSecret.Csrf"/> in changing requests; no other site can set it without being asked first.</summary>
    public const string CsrfHeader = "X-CSRF";

    /// <summary>Says <c>ended</c> beside a 401 that is not about a right: whoever sees it has to sign in again.</summary>
    public const string StateHeader = "X-Session";

    public static SessionSecret? Of(HttpContext http) =>
        http.Request.Cookies[NameOf(http)] is { } value ? SessionSecret.Parse(value) : null;

    /// <summary>There is one, be it of no use.</summary>
    public static bool IsSent(HttpContext http) => http.Request.Cookies.ContainsKey(NameOf(http));

    /// <summary>Without a date: it goes when the browser closes.</summary>
    public static void Give(HttpContext http, SessionSecret secret, string apiPath) =>
        http.Response.Cookies.Append(NameOf(http), secret.ToString(), Options(http, apiPath));

    public static void Take(HttpContext http, string apiPath) => http.Response.Cookies.Delete(NameOf(http), Options(http, apiPath));

    /// <summary>
    /// Another site, or another one of the same domain, made the browser send this. Browsers say so in Sec-Fetch-Site where the hub is reached
    /// securely; else the Origin tells, which has to be the host that the request was sent to.
    /// </summary>
    public static bool IsFromElsewhere(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is [{ Length: > 0 } site])
        {
            return site is not ("same-origin" or "none");
        }

        return request.Headers.Origin is [{ Length: > 0 } origin]
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    public static bool Changes(HttpRequest request) => !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));

    private static string NameOf(HttpContext http) => http.Request.IsHttps ? SecureName : PlainName;

    private static CookieOptions Options(HttpContext http, string apiPath) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        // The other name comes with this condition.
        Path = http.Request.IsHttps ? "/" : apiPath,
        IsEssential = true,
    };
}

/// <summary>What this request came with.</summary>
internal sealed record CurrentSession(SessionSecret Secret, KeptSession Session);
