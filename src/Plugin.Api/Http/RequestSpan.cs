using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Plugin.Api.Http;

/// <summary>
/// The server leaves its span of a request without a name that tells anything. Here it gets the route, never what a caller wrote: paths may name
/// whatever callers like.
/// </summary>
internal static class RequestSpan
{
    public static Task Tell(HttpContext http, RequestDelegate next) =>
        Activity.Current is { IsAllDataRequested: true } span ? Told(http, next, span) : next(http);

    private static async Task Told(HttpContext http, RequestDelegate next, Activity span)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? http.Request.Method : $"{http.Request.Method} {route}";
        span.SetTag("http.request.method", http.Request.Method).SetTag("http.route", route);
        await next(http);
        span.SetTag("http.response.status_code", http.Response.StatusCode);
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
