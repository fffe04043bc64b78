using System.Data.Common;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains.Silos;
using Plugin.Vault.Blobs;

namespace Plugin.Api.Http;

/// <summary>
/// The outermost step of the API: whatever goes wrong further in leaves here as JSON in the route's error shape, and no answer without a
/// body (unknown route, wrong method) stays without one.
/// </summary>
internal sealed partial class Edge(RequestDelegate next, Silo silo, TimeProvider clock, ILogger<Edge> logger)
{
    /// <summary>By then balancers send no request here that they repeat.</summary>
    private static readonly TimeSpan LeftWithin = TimeSpan.FromSeconds(1.5);

    public async Task Invoke(HttpContext http)
    {
        http.Response.OnStarting(Protect, http.Response.Headers);
        try
        {
            await Pass(http);
        }
        catch (Exception) when (Failed())
        {
            throw;
        }

        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            silo.Fail();
        }

        // The answer had begun, so its status does not tell.
        bool Failed()
        {
            if (!http.RequestAborted.IsCancellationRequested)
            {
                silo.Fail();
            }

            return false;
        }
    }

    private async Task Pass(HttpContext http)
    {
        // The router takes a trailing slash for nothing; vantage6 does not.
        if (http.Request.Path.Value is [.., _, '/'])
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            await Bare(http).ExecuteAsync(http);
            return;
        }

        try
        {
            await next(http);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            await Answer(http, e).ExecuteAsync(http);
            return;
        }

        // A route exists, and says which methods it takes; the checks of browsers (CORS) were answered before.
        if (!http.Response.HasStarted && HttpMethods.IsOptions(http.Request.Method)
            && http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (!http.Response.HasStarted && http.Response is { StatusCode: >= 400, ContentType: null })
        {
            await Bare(http).ExecuteAsync(http);
        }
    }

    /// <summary>Opened in a browser by itself, an answer is no page: whatever a result says it is, nothing of it runs.</summary>
    private static Task Protect(object state)
    {
        var headers = (IHeaderDictionary)state;
        headers.XContentTypeOptions = "nosniff";
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        }

        return Task.CompletedTask;
    }

    private IResult Answer(HttpContext http, Exception exception)
    {
        switch (exception)
        {
            case RejectedRequestException e:
                return ErrorShapes.For(http, e.Status, e.Code, e.Message);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ErrorShapes.For(http, StatusCodes.Status413PayloadTooLarge, "body.too-large", "The body is larger than this route takes.");
            case BadHttpRequestException e:
                return ErrorShapes.For(http, e.StatusCode, "request.malformed", "The request is malformed.");
            case JsonException:
                return ErrorShapes.For(http, StatusCodes.Status400BadRequest, "body.malformed", "The body is not the JSON this route expects.");
            case KeyTakenException e:
                return ErrorShapes.For(
                    http, ErrorShapes.IsOwn(http) ? StatusCodes.Status409Conflict : StatusCodes.Status400BadRequest, "key.taken",
                    $"There is already a {e.Kind.Replace('.', ' ')} '{e.Value}'.");
            case StreamConflictException:
                return ErrorShapes.For(
                    http, StatusCodes.Status503ServiceUnavailable, "hub.busy", "Others kept changing the same thing; try again.");
            case UnknownEventException:
                // A newer silo wrote it. This one guesses at nothing and goes; the newer ones serve.
                Outdated(exception.Message);
                silo.Leave();
                return Replaced();
            case OutdatedException:
                if (!silo.IsOutdated)
                {
                    Outdated(exception.Message);
                    silo.GiveWay();
                }

                return new Held(Replaced(), silo, clock);
            case DbException { IsTransient: false } when silo.IsOutdated:
                // A list that is no longer as this silo asks it.
                return new Held(Replaced(), silo, clock);
            case LogUnavailableException or DbException { IsTransient: true }:
                StoreUnavailable(exception);
                return ErrorShapes.For(
                    http, StatusCodes.Status503ServiceUnavailable, "store.unavailable", "The hub cannot reach its database; nothing was changed.");
            case LogUnusableException or LogWentBackException:
                return ErrorShapes.For(http, StatusCodes.Status409Conflict, "log.unusable", exception.Message);
            case ContentStoreException e:
                StoreUnavailable(exception);
                return ErrorShapes.For(http, StatusCodes.Status503ServiceUnavailable, "content.unavailable", e.Message);
            case OperationCanceledException when http.RequestAborted.IsCancellationRequested:
                return TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest);
            default:
                Failed(exception, http.Request.Method, http.Request.Path);
                return ErrorShapes.For(
                    http, StatusCodes.Status500InternalServerError, "hub.error", "The hub failed at this request; its log has the details.");
        }

        IResult Replaced() => ErrorShapes.For(
            http, StatusCodes.Status503ServiceUnavailable, "hub.outdated", "This part of the hub is being replaced by a newer one; try again.");
    }

    private static IResult Bare(HttpContext http)
    {
        var status = http.Response.StatusCode;
        return status switch
        {
            StatusCodes.Status404NotFound => ErrorShapes.For(
                http, status, "route.unknown", $"There is nothing at {http.Request.Path}."),
            StatusCodes.Status405MethodNotAllowed => ErrorShapes.For(
                http, status, "method.wrong", $"{http.Request.Path} does not take {http.Request.Method}."),
            StatusCodes.Status415UnsupportedMediaType => ErrorShapes.For(
                http, status, "content-type.wrong", "The body must be JSON (Content-Type: application/json)."),
            _ => ErrorShapes.For(http, status, "request.refused", "The request cannot be answered."),
        };
    }

    /// <summary>
    /// An answer that is given once this silo is seen to leave: then another one serves, and a balancer that asks again after a 503 finds it.
    /// </summary>
    private sealed class Held(IResult answer, Silo silo, TimeProvider clock) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            using (var over = CancellationTokenSource.CreateLinkedTokenSource(silo.Leaving, http.RequestAborted))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await Task.Delay(LeftWithin, clock, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            await answer.ExecuteAsync(http);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void Failed(Exception exception, string method, string path);

    [LoggerMessage(Level = LogLevel.Critical, Message = "This silo stops: {Reason} Start the newer version in its place.")]
    private partial void Outdated(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store cannot be reached")]
    private partial void StoreUnavailable(Exception exception);
}
