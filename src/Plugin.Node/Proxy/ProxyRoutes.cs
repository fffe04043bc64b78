using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Plugin.Node.Attempts;
using Plugin.Node.Configuration;
using Plugin.Node.Contract;
using Plugin.Node.Status;

namespace Plugin.Node.Proxy;

/// <summary>
/// What an algorithm may ask, and how it is answered: always JSON, because the tools crash on anything else, and never an error for a task's status
/// unless the task is gone, because they would take it for the end.
/// </summary>
internal sealed partial class ProxyRoutes(
    NodeAgent agent, ContainerTokens tokens, HubRelay hub, SubtaskRoute subtasks, ResultRoutes results, BlobstreamRoutes blobs, ProxyConfig limits,
    TimeProvider time, ILogger log)
{
    private readonly ConditionalWeakTable<RunAttempt, ProxyCaller> _callers = [];

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/task/{id:int}", "/run", "/run/{id:int}", "/organization", "/organization/{id:int}", "/study", "/study/{id:int}",
            "/version", "/blobstream/status", "/vpn/algorithm/addresses"])
        {
            routes.MapGet(path, (RequestDelegate)(context => Forward(context, patient: false)));
        }

        routes.MapGet("/collaboration/{id:int}", (RequestDelegate)Collaboration);
        routes.MapGet("/task/{id:int}/status", (RequestDelegate)(context => Forward(context, patient: true)));
        routes.MapPost("/task", (RequestDelegate)subtasks.Create);
        routes.MapGet("/result", (RequestDelegate)results.Show);
        routes.MapGet("/result/{id:int}", (RequestDelegate)results.Show);
        routes.MapGet("/task/{id:int}/result", (RequestDelegate)results.Show);
        routes.MapPost("/blobstream", (RequestDelegate)blobs.Upload);
        routes.MapGet("/blobstream/{uuid:guid}", (RequestDelegate)blobs.Download);
        // Without a pattern a fallback leaves out what looks like a file.
        routes.MapFallback("{*path}", (RequestDelegate)(c => Replies.Say(c, 403, $"An algorithm may not ask for {c.Request.Method} {c.Request.Path}.")));
    }

    /// <summary>Whatever goes wrong, the answer is JSON.</summary>
    public async Task AnswerInJson(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response.StatusCode >= 400)
            {
                await Replies.Say(context, context.Response.StatusCode, $"{context.Request.Method} {context.Request.Path} is not possible.");
            }
        }
        catch (OperationCanceledException)
        {
            // The caller is gone, or its attempt is: either way there is nobody to answer.
            context.Abort();
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await Replies.Say(context, e.StatusCode, e.Message);
        }
        catch (SpoolException e) when (!context.Response.HasStarted)
        {
            Failed(log, context.Request.Method, context.Request.Path, e);
            await Replies.Say(context, StatusCodes.Status507InsufficientStorage, e.Message);
        }
        catch (Exception e)
        {
            Failed(log, context.Request.Method, context.Request.Path, e);
            if (context.Response.HasStarted || Replies.IsAboutStatus(context))
            {
                context.Abort();
            }
            else
            {
                await Replies.Say(context, 500, "The station could not answer.");
            }
        }
    }

    public async Task Authenticate(HttpContext context, RequestDelegate next)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || tokens.Verify(header["Bearer ".Length..].Trim()) is not { } id)
        {
            await Replies.Say(context, 401, "This station did not issue the token.");
            return;
        }

        if (context.Features.Get<ContainerSockets.Container>() is { } container && container.Id != id)
        {
            await Replies.Say(context, 401, "The token belongs to another run than the container that shows it.");
            return;
        }

        await agent.Ready.WaitAsync(context.RequestAborted);
        if (agent.Held(id) is not { } attempt)
        {
            await Replies.Say(context, 401, "The run that this token was issued for is over.");
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            attempt.Subtasks.MoveOn();
        }

        await Limited(context, _callers.GetValue(attempt, a => new ProxyCaller(a, limits, time)), next);
    }

    private async Task Limited(HttpContext context, ProxyCaller caller, RequestDelegate next)
    {
        context.SetCaller(caller);
        using var gone = context.Gone();
        if (!await caller.Enter(gone.Token))
        {
            if (Replies.IsAboutStatus(context))
            {
                context.Abort();
                return;
            }

            await Replies.Say(
                context, 429, $"This run asks too much at once: the station answers {limits.ConcurrentRequests} of its requests at a time, {limits.RequestsPerSecond} in a second.");
            return;
        }

        using var activity = StationTelemetry.Asked(context, caller.Attempt.Entry.Grant);
        try
        {
            await next(context);
        }
        finally
        {
            caller.Leave();
        }
    }

    private async Task Forward(HttpContext context, bool patient)
    {
        using var gone = context.Gone();
        await using var answer = await hub.Ask(context.Question() with { Patient = patient }, gone.Token);
        await Replies.Pass(context, answer, gone.Token);
    }

    private Task Collaboration(HttpContext context) =>
        (string?)context.Request.RouteValues["id"] == context.Caller().Attempt.Entry.Grant.CollaborationId.ToString()
            ? Forward(context, patient: false)
            : Replies.Say(context, 403, "An algorithm may only ask for the collaboration of its own task.");

    [LoggerMessage(Level = LogLevel.Error, Message = "The proxy could not answer {Method} {Path}.")]
    private static partial void Failed(ILogger log, string method, string? path, Exception exception);
}
