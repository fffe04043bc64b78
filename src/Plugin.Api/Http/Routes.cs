using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Contracts;

namespace Plugin.Api.Http;

internal static class Routes
{
    private static readonly string[] GetAndHead = ["GET", "HEAD"];
    private static readonly string[] Delete = ["DELETE"];

    public static RouteHandlerBuilder Get(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapMethods(pattern, GetAndHead, handler);

    public static RouteHandlerBuilder Post(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapPost(pattern, handler);

    public static RouteHandlerBuilder Put(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapPut(pattern, handler);

    public static RouteHandlerBuilder Patch(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapPatch(pattern, handler);

    public static RouteHandlerBuilder Remove(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapMethods(pattern, Delete, handler);
}

internal static class Answers
{
    private const int MaxIdempotencyKey = 200;

    public static IResult Ok<T>(T body) => TypedResults.Json(body, WireJson.Options);

    public static IResult Created<T>(T body) => TypedResults.Json(body, WireJson.Options, statusCode: StatusCodes.Status201Created);

    public static IResult Done(string text) => Ok(new Message(text));

    /// <summary>The client's key for a request that it may send twice; null when it has none.</summary>
    /// <exception cref="RejectedRequestException">Too long, or several: ignoring it would do the request twice.</exception>
    public static string? IdempotencyKey(HttpContext http) => http.Request.Headers["Idempotency-Key"] switch
    {
        [] or [""] => null,
        [{ Length: <= MaxIdempotencyKey } key] => $"{http.Request.Method} {http.Request.Path} {key}",
        _ => throw new RejectedRequestException(
            StatusCodes.Status400BadRequest, "idempotency-key.invalid", $"An Idempotency-Key is one text of at most {MaxIdempotencyKey} characters."),
    };
}
