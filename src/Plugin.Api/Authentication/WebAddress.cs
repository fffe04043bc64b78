using Microsoft.AspNetCore.Http;

namespace Plugin.Api.Authentication;

/// <summary>Where the page is that links in mails open.</summary>
internal static class WebAddress
{
    /// <summary>
    /// Beside the API as the operator has named it, else the page from which the signed-in caller asks, which no other page can pretend to be; callers without a page get
    /// the one of this hub.
    /// </summary>
    public static string Of(HttpContext http, ApiOptions options) => options switch
    {
        { ServerUrl: { } api } when api.TrimEnd('/').EndsWith(options.Path, StringComparison.Ordinal) => api.TrimEnd('/')[..^options.Path.Length],
        _ when http.Request.Headers.Origin is [{ } origin, ..] && Uri.TryCreate(origin, UriKind.Absolute, out var page) => page.GetLeftPart(UriPartial.Authority),
        _ => $"{http.Request.Scheme}://{http.Request.Host}",
    };
}
