using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Plugin.Contracts;
using Plugin.Domain;

namespace Plugin.Api.Http;

/// <summary>
/// The two error shapes. vantage6 routes answer <c>{"msg": …}</c>, and 401 for "forbidden" as their clients expect; our own routes answer
/// problem details with a code.
/// </summary>
internal static class ErrorShapes
{
    public static IResult Message(int status, string text) =>
        TypedResults.Json(new Message(text), WireJson.Options, statusCode: status);

    public static IResult Invalid(IReadOnlyDictionary<string, IReadOnlyList<string>> errors) =>
        TypedResults.Json(
            new Message(
                "The request is not valid: " + string.Join(" ", errors.SelectMany(field => field.Value.Select(e => $"{field.Key}: {e}"))),
                errors),
            WireJson.Options, statusCode: StatusCodes.Status400BadRequest);

    public static IResult Problem(int status, string code, string text) =>
        TypedResults.Json(
            new Problem($"urn:plugin:{code}", ReasonPhrases.GetReasonPhrase(status), status, text, code),
            WireJson.Options, Contracts.Problem.ContentType, status);

    /// <summary>A refusal on a vantage6 route.</summary>
    public static IResult Message(Refusal refusal) => Message(
        refusal.Kind switch
        {
            RefusalKind.Forbidden => StatusCodes.Status401Unauthorized,
            RefusalKind.Missing => StatusCodes.Status404NotFound,
            RefusalKind.Invalid or RefusalKind.Conflict or RefusalKind.Finished => StatusCodes.Status400BadRequest,
            _ => throw new UnreachableException($"{refusal.Kind} is not a kind of refusal."),
        },
        refusal.Reason);

    /// <summary>A refusal on a route of our own.</summary>
    public static IResult Problem(Refusal refusal) => Problem(
        refusal.Kind switch
        {
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.Missing => StatusCodes.Status404NotFound,
            RefusalKind.Invalid => StatusCodes.Status400BadRequest,
            RefusalKind.Conflict or RefusalKind.Finished => StatusCodes.Status409Conflict,
            _ => throw new UnreachableException($"{refusal.Kind} is not a kind of refusal."),
        },
        refusal.Code, refusal.Reason);

    /// <summary>In the shape of the route that was asked for.</summary>
    public static IResult For(HttpContext http, int status, string code, string text) =>
        IsOwn(http) ? Problem(status, code, text)
        : code is "body.malformed" or "content-type.wrong" or "method.wrong"
            ? TypedResults.Json(new Message(text) { Framework = text }, WireJson.Options, statusCode: status)
        : Message(status, text);

    public static bool IsOwn(HttpContext http) => IsOwn(http.Request.Path.Value ?? "");

    /// <param name="path">Of a request, or the pattern of a route.</param>
    public static bool IsOwn(string path) =>
        path.Contains("/station/", StringComparison.Ordinal) || path.Contains("/audit/", StringComparison.Ordinal)
            || path.Contains("/erasure/", StringComparison.Ordinal) || path.Contains("/hub/", StringComparison.Ordinal)
            || path.EndsWith("/session", StringComparison.Ordinal) || path.Contains("/session/", StringComparison.Ordinal)
            || (path.EndsWith("/live", StringComparison.Ordinal) && !path.EndsWith("/health/live", StringComparison.Ordinal));
}
