using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Plugin.Contracts;
using Plugin.Domain.Access;

namespace Plugin.Api.Http;

/// <summary>What a route takes. Bodies are read field by field, so their type is said here.</summary>
/// <param name="Type">Null for raw bytes.</param>
/// <param name="Limit">Bytes; the handler refuses more with 413.</param>
internal sealed record TakenBody(Type? Type, string ContentType, long Limit);

/// <summary>One way in which a route answers when all is well.</summary>
/// <param name="Body">Null where the content has no schema: text, bytes, nothing.</param>
/// <param name="ContentType">Null for an answer without a body.</param>
internal sealed record GivenAnswer(int Status, Type? Body, string? ContentType);

/// <summary>A list's answer has the headers that tell of its pages.</summary>
internal sealed record GivenPages(IReadOnlyList<string> Sortable);

internal enum FieldKind
{
    Text,
    Texts,
    Id,
    Ids,
    Number,
    Flag,
    Time,
}

internal sealed record QueryField(string Name, FieldKind Kind, bool IsRequired = false);

internal sealed record TakesIdempotencyKey;

/// <summary>Which of the access table's rules let a caller use a route; every route has one of these.</summary>
/// <param name="At">The scope that is needed whatever the target; null where the target decides.</param>
internal sealed record RequiredRule(Resource Resource, Operation Operation, Scope? At = null);

/// <summary>A route for which no rule is asked, and why not.</summary>
internal sealed record NoRequiredRule(string Why);

/// <summary>Why a route asks for no rule.</summary>
internal static class Because
{
    public const string Public = "The same for everyone.";
    public const string Nobody = "Who logs in is nobody yet.";
    public const string Token = "The token is the right.";
    public const string Oneself = "Of oneself.";
    public const string OneselfOrEdit = "Of oneself, and of users whom one may edit.";
    public const string OwnRuns = "A node acts on its own runs only.";
    public const string OwnJob = "An algorithm sees its own job only.";
    public const string Proof = "Proofs are worth nothing if only the trusted may check them.";
}

/// <summary>What the API's description says about a route, beside its pattern, its callers and its summary.</summary>
internal static class RouteDescription
{
    private const string Json = "application/json";

    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route, long limit = Body.SmallLimit) =>
        route.WithMetadata(new TakenBody(typeof(T), Json, limit));

    /// <summary>A larger body than the server lets through by itself.</summary>
    public static RouteHandlerBuilder TakesLarge<T>(this RouteHandlerBuilder route, long limit) =>
        route.Takes<T>(limit).WithMetadata(new RequestSizeLimitAttribute(limit));

    public static RouteHandlerBuilder TakesBytes(this RouteHandlerBuilder route, long limit) =>
        route.WithMetadata(new TakenBody(null, "application/octet-stream", limit), new RequestSizeLimitAttribute(long.MaxValue));

    public static RouteHandlerBuilder TakesIdempotencyKey(this RouteHandlerBuilder route) => route.WithMetadata(new TakesIdempotencyKey());

    public static RouteHandlerBuilder Gives<T>(this RouteHandlerBuilder route, int status = StatusCodes.Status200OK) =>
        route.WithMetadata(new GivenAnswer(status, typeof(T), Json));

    /// <summary>Done, and said so in a sentence.</summary>
    public static RouteHandlerBuilder GivesMessage(this RouteHandlerBuilder route) => route.Gives<Message>();

    public static RouteHandlerBuilder GivesContent(this RouteHandlerBuilder route, string contentType, int status = StatusCodes.Status200OK) =>
        route.WithMetadata(new GivenAnswer(status, null, contentType));

    public static RouteHandlerBuilder GivesNothing(this RouteHandlerBuilder route) =>
        route.WithMetadata(new GivenAnswer(StatusCodes.Status204NoContent, null, null));

    /// <summary>Pages of a list, sorted by what its query can sort by.</summary>
    public static RouteHandlerBuilder Lists<T>(this RouteHandlerBuilder route, IReadOnlyDictionary<string, string> sortable) => route
        .Gives<ListOf<T>>()
        .WithMetadata(
            new GivenPages([.. sortable.Keys]), new QueryField("page", FieldKind.Number), new QueryField("per_page", FieldKind.Number),
            new QueryField("sort", FieldKind.Text));

    /// <summary>Names in the query by their kind, several in one text with spaces between them.</summary>
    public static RouteHandlerBuilder Asks(
        this RouteHandlerBuilder route, string text = "", string texts = "", string id = "", string ids = "", string number = "",
        string flag = "", string time = "", string required = "")
    {
        string[] must = required.Split(' ');
        foreach (var (names, kind) in (ReadOnlySpan<(string, FieldKind)>)
            [
                (text, FieldKind.Text), (texts, FieldKind.Texts), (id, FieldKind.Id), (ids, FieldKind.Ids), (number, FieldKind.Number),
                (flag, FieldKind.Flag), (time, FieldKind.Time),
            ])
        {
            foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                route.WithMetadata(new QueryField(name, kind, must.Contains(name)));
            }
        }

        return route;
    }

    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, Operation operation, Resource resource, Scope? at = null) =>
        route.WithMetadata(new RequiredRule(resource, operation, at));

    public static RouteHandlerBuilder NeedsNoRule(this RouteHandlerBuilder route, string why) => route.WithMetadata(new NoRequiredRule(why));
}
