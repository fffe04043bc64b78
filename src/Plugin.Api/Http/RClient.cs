using Microsoft.AspNetCore.Http;

namespace Plugin.Api.Http;

/// <summary>
/// The R client follows related things by the links inside an object, as version 3 had them; all others take the path of a list there. It tells
/// itself by the name that R's HTTP library gives it.
/// </summary>
internal static class RClient
{
    public static bool Asks(HttpContext http) =>
        http.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent
        && (agent.Contains("httr/", StringComparison.Ordinal) || agent.Contains("r-curl/", StringComparison.Ordinal));
}
