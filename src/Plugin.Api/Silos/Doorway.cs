using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Plugin.Api.Http;
using Plugin.Grains.Silos;

namespace Plugin.Api.Silos;

/// <summary>
/// Counts who comes in. A silo that is leaving still answers what is short, so that nobody notices before the balancer does; it asks for
/// other connections from then on, and sends what would last to another silo.
/// </summary>
internal sealed class Doorway(RequestDelegate next, Silo silo)
{
    public async Task Invoke(HttpContext http)
    {
        silo.Enter();
        try
        {
            if (silo.IsLeaving)
            {
                if (HttpProtocol.IsHttp11(http.Request.Protocol))
                {
                    http.Response.Headers.Connection = "close";
                }

                if (http.GetEndpoint()?.Metadata.GetMetadata<MayLast>() is not null)
                {
                    http.Response.Headers.RetryAfter = "1";
                    await ErrorShapes.For(
                        http, StatusCodes.Status503ServiceUnavailable, "hub.leaving", "This part of the hub is about to stop; ask again.").ExecuteAsync(http);
                    return;
                }
            }

            await next(http);
        }
        finally
        {
            silo.Exit();
        }
    }
}

/// <summary>Metadata of a route whose answer or body may take longer than a silo takes to leave.</summary>
internal sealed record MayLast;

internal static class MayLastExtensions
{
    public static RouteHandlerBuilder MayLast(this RouteHandlerBuilder route) => route.WithMetadata(new MayLast());
}
