using System.Data.Common;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.EventLog;

namespace Plugin.Api.Server;

internal static class ServerEndpoints
{
    /// <summary>The vantage6 version whose API this is; <c>v6 node start</c> picks a node image by it.</summary>
    private const string Vantage6Version = "4.14.0";

    internal static readonly string Own =
        typeof(ServerEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static void MapServer(this IEndpointRouteBuilder routes)
    {
        routes.Get("version", () => Answers.Ok(new ServerVersion(Vantage6Version, Own)))
            .WithSummary("The vantage6 version whose API this is, and our own.")
            .Gives<ServerVersion>()
            .NeedsNoRule(Because.Public);
        routes.Get("health", Health)
            .WithSummary("Whether the hub reaches its database.")
            .Gives<ServerHealth>()
            .NeedsNoRule(Because.Public);
        routes.MapProbe(
            "start", "Whether this silo has begun to follow the log; 503 until then.", (silo, cancellationToken) => silo.Started(cancellationToken));
        routes.MapProbe(
            "ready", "Whether this silo can serve; 404 while it is leaving, 503 when its database does not answer, and when it is behind the log and does not move.",
            (silo, cancellationToken) => silo.Ready(cancellationToken)).Gives<SiloProbe>(StatusCodes.Status404NotFound);
        routes.MapProbe(
            "live", "Whether this silo goes on; 503 when it has been stuck behind the log for a minute and should be started anew.",
            (silo, cancellationToken) => silo.Live(cancellationToken));
    }

    /// <summary>Beside the API path: an API has nothing for search engines.</summary>
    public static void MapRobots(this IEndpointRouteBuilder routes) =>
        routes.Get("robots.txt", () => TypedResults.Text("User-agent: *\nDisallow: /\n"))
            .WithSummary("Nothing here is for search engines.")
            .GivesContent("text/plain")
            .NeedsNoRule(Because.Public);

    // Whoever asks for all clients, from one address, must not be one too many.
    private static RouteHandlerBuilder MapProbe(this IEndpointRouteBuilder routes, string name, string summary, Func<SiloHealth, CancellationToken, Task<SiloProbe>> ask) =>
        routes.Get($"health/{name}", async (SiloHealth silo, CancellationToken cancellationToken) => Answer(await ask(silo, cancellationToken)))
            .WithSummary(summary)
            .Gives<SiloProbe>().Gives<SiloProbe>(StatusCodes.Status503ServiceUnavailable)
            .NeedsNoRule(Because.Public)
            .DisableRateLimiting();

    // To haproxy 404 says that there is nothing new to send here, and that what is under way shall end in peace.
    private static JsonHttpResult<SiloProbe> Answer(SiloProbe probe) => TypedResults.Json(
        probe, WireJson.Options,
        statusCode: probe switch
        {
            { Ok: true } => StatusCodes.Status200OK,
            { Draining: true } => StatusCodes.Status404NotFound,
            _ => StatusCodes.Status503ServiceUnavailable,
        });

    private static async Task<IResult> Health(IStore store, CancellationToken cancellationToken)
    {
        try
        {
            await store.Log.Head(cancellationToken);
            return Answers.Ok(new ServerHealth(Database: true));
        }
        catch (Exception e) when (e is DbException or LogUnavailableException or TimeoutException)
        {
            return Answers.Ok(new ServerHealth(Database: false));
        }
    }
}
