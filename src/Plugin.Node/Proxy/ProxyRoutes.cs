using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Plugin.Contracts;
using Plugin.Node.Attempts;
using Plugin.Node.Contract;

namespace Plugin.Node.Proxy;

/// <summary>
/// What an algorithm may ask, and how it is answered: always JSON, because the tools crash on anything else, and never an error for a task's status
/// unless the task is gone, because they would take it for the end.
/// </summary>
internal sealed partial class ProxyRoutes(
    NodeAgent agent, ContainerTokens tokens, HubRelay hub, SubtaskPosts posts, ProxyPayloads payloads, ILogger log)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/task/{id:int}", "/run", "/run/{id:int}", "/organization", "/organization/{id:int}",
            "/collaboration/{id:int}", "/study", "/study/{id:int}", "/version"])
        {
            routes.MapGet(path, (RequestDelegate)Forward);
        }

        routes.MapGet("/task/{id:int}/status", (RequestDelegate)Status);
        routes.MapPost("/task", (RequestDelegate)CreateSubtask);
        routes.MapGet("/result", (RequestDelegate)Results);
        routes.MapGet("/result/{id:int}", (RequestDelegate)Results);
        routes.MapGet("/task/{id:int}/result", (RequestDelegate)Results);
        routes.MapGet("/blobstream/status", (RequestDelegate)(c => c.Response.WriteAsJsonAsync(new BlobstreamStatus(false), WireJson.Options)));
        routes.Map("/blobstream/{**rest}", (RequestDelegate)(c => Say(c, 501, "This station has no blob store.")));
        routes.Map("/vpn/{**rest}", (RequestDelegate)(c => Say(c, 501, "This station has no VPN.")));
        // Without a pattern a fallback leaves out what looks like a file.
        routes.MapFallback("{*path}", (RequestDelegate)(c => Say(c, 403, $"An algorithm may not ask for {c.Request.Method} {c.Request.Path}.")));
    }

    /// <summary>Whatever goes wrong, the answer is JSON.</summary>
    public async Task AnswerInJson(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response.StatusCode >= 400)
            {
                await Say(context, context.Response.StatusCode, $"{context.Request.Method} {context.Request.Path} is not possible.");
            }
        }
        catch (OperationCanceledException)
        {
            // The caller is gone, or its attempt is: either way there is nobody to answer.
            context.Abort();
        }
        catch (BadHttpRequestException e)
        {
            await Say(context, e.StatusCode, e.Message);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            Failed(log, context.Request.Method, context.Request.Path, e);
            // A status must not look like an end; the tools ask again when the connection drops.
            if (context.Request.Path.Value?.EndsWith("/status", StringComparison.Ordinal) == true)
            {
                context.Abort();
            }
            else
            {
                await Say(context, 500, "The station could not answer.");
            }
        }
    }

    public async Task Authenticate(HttpContext context, RequestDelegate next)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || tokens.Verify(header["Bearer ".Length..].Trim()) is not { } id)
        {
            await Say(context, 401, "This station did not issue the token.");
            return;
        }

        await agent.Ready.WaitAsync(context.RequestAborted);
        if (agent.Held(id) is not { } attempt)
        {
            await Say(context, 401, "The run that this token was issued for is over.");
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            attempt.Subtasks.MoveOn();
        }

        context.Items[typeof(RunAttempt)] = attempt;
        await next(context);
    }

    private async Task Forward(HttpContext context)
    {
        using var gone = Gone(context);
        await using var answer = await hub.Ask(Attempt(context), Route(context), null, null, patient: false, gone.Token);
        await Pass(context, answer, gone.Token);
    }

    private async Task Status(HttpContext context)
    {
        using var gone = Gone(context);
        await using var answer = await hub.Ask(Attempt(context), Route(context), null, null, patient: true, gone.Token);
        await Pass(context, answer, gone.Token);
    }

    private async Task Results(HttpContext context)
    {
        using var gone = Gone(context);
        await using var answer = await hub.Ask(Attempt(context), Route(context), null, null, patient: false, gone.Token);
        if (payloads.Encrypted && answer.IsJson && (int)answer.Status == 200)
        {
            using var buffer = new MemoryStream();
            await answer.Content.DrainBufferAsync(buffer, gone.Token);
            await context.Response.WriteAsJsonAsync(payloads.OpenResults(JsonNode.Parse(buffer.ToArray())!), WireJson.Options, gone.Token);
            return;
        }

        await Pass(context, answer, gone.Token);
    }

    private async Task CreateSubtask(HttpContext context)
    {
        var attempt = Attempt(context);
        using var gone = Gone(context);
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, gone.Token);
        var body = buffer.ToArray();
        JsonNode? task;
        try
        {
            task = JsonNode.Parse(body);
        }
        catch (JsonException e)
        {
            await Say(context, 400, $"The body is not JSON: {e.Message}");
            return;
        }

        if (task is not JsonObject { } fields || fields["organizations"] is not JsonArray organizations)
        {
            await Say(context, 400, "A subtask needs 'organizations', a list.");
            return;
        }

        // The hub takes subtasks of active attempts only.
        await attempt.Told.WaitAsync(gone.Token);
        var post = await posts.Begin(attempt, body);
        var answered = false;
        try
        {
            if (payloads.Encrypted)
            {
                await payloads.CloseInputs(organizations, gone.Token);
                body = JsonSerializer.SerializeToUtf8Bytes(task, WireJson.Options);
            }

            await using var answer = await hub.Ask(attempt, "task", body, post.Key, patient: false, gone.Token);
            await Pass(context, answer, gone.Token);
            await context.Response.CompleteAsync();
            answered = true;
            SubtaskPosted(log, attempt.Id.Run, post.Ordinal, organizations.Count, (int)answer.Status);
        }
        finally
        {
            await posts.End(post, answered);
        }
    }

    private static async Task Pass(HttpContext context, HubAnswer answer, CancellationToken cancellationToken)
    {
        if (!answer.IsJson)
        {
            await Say(context, (int)answer.Status < 400 ? 502 : (int)answer.Status, "The hub cannot be reached, or what answers in its place is not a hub.");
            return;
        }

        context.Response.StatusCode = (int)answer.Status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Content.Length;
        if (answer.TotalCount is not null)
        {
            context.Response.Headers["total-count"] = answer.TotalCount;
        }

        await answer.Content.DrainBufferAsync(context.Response.Body, cancellationToken);
    }

    /// <summary>Nobody waits for the answer any more: the caller hung up or its attempt is over.</summary>
    private static CancellationTokenSource Gone(HttpContext context) =>
        CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, Attempt(context).Stopped);

    private static RunAttempt Attempt(HttpContext context) => (RunAttempt)context.Items[typeof(RunAttempt)]!;

    private static string Route(HttpContext context) => context.Request.Path.Value + context.Request.QueryString;

    private static Task Say(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new Message(message), WireJson.Options);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The proxy could not answer {Method} {Path}.")]
    private static partial void Failed(ILogger log, string method, string? path, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} posted its subtask {Ordinal} for {Organizations} organizations; the hub answered {Status}.")]
    private static partial void SubtaskPosted(ILogger log, int run, int ordinal, int organizations, int status);
}
