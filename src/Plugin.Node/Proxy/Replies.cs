using Microsoft.AspNetCore.Http;
using Plugin.Contracts;

namespace Plugin.Node.Proxy;

/// <summary>Every answer of the proxy is JSON but for contents that travel by themselves: the tools crash on anything else.</summary>
internal static class Replies
{
    private static readonly object CallerKey = new();

    public static Task Say(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new Message(message), WireJson.Options, context.RequestAborted);
    }

    public static async Task Pass(HttpContext context, HubAnswer answer, CancellationToken cancellationToken)
    {
        if (!answer.IsJson)
        {
            await Say(context, (int)answer.Status < 400 ? 502 : (int)answer.Status, "The hub cannot be reached, or what answers in its place is not a hub.");
            return;
        }

        Head(context, answer);
        context.Response.ContentLength = answer.Content.Length;
        await answer.Content.CopyToAsync(context.Response.Body, cancellationToken);
    }

    public static void Head(HttpContext context, HubAnswer answer)
    {
        context.Response.StatusCode = (int)answer.Status;
        context.Response.ContentType = "application/json";
        if (answer.TotalCount is not null)
        {
            context.Response.Headers["total-count"] = answer.TotalCount;
        }
    }

    /// <summary>A status must not look like an end; the tools ask again when the connection drops.</summary>
    public static bool IsAboutStatus(HttpContext context) =>
        context.Request.Path.Value is { } path && path.Contains("/task/", StringComparison.OrdinalIgnoreCase)
        && path.TrimEnd('/').EndsWith("/status", StringComparison.OrdinalIgnoreCase);

    public static ProxyCaller Caller(this HttpContext context) => (ProxyCaller)context.Items[CallerKey]!;

    public static void SetCaller(this HttpContext context, ProxyCaller caller) => context.Items[CallerKey] = caller;

    /// <summary>Nobody waits for the answer any more: the caller hung up or its attempt is over.</summary>
    public static CancellationTokenSource Gone(this HttpContext context) =>
        CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, context.Caller().Attempt.Stopped);

    /// <summary>What the algorithm asks, as the hub is asked it.</summary>
    public static HubQuestion Question(this HttpContext context, string? route = null)
    {
        var attempt = context.Caller().Attempt;
        return new HubQuestion(attempt.Id.Run, attempt.Entry.Grant.RunToken, route ?? context.Request.Path.Value + context.Request.QueryString)
        {
            UserAgent = context.Request.Headers.UserAgent.ToString(),
        };
    }
}
