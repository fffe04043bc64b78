using System.Data.Common;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.EventLog;
using Plugin.Grains.Silos;

namespace Plugin.Api.Server;

internal static class ServerEndpoints
{
    /// <summary>The vantage6 version whose API this is; <c>v6 node start</c> picks a node image by it.</summary>
    private const string Vantage6Version = "4.14.0";

    private static readonly string Own =
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
        routes.Get("health/ready", Ready)
            .WithSummary("Whether a balancer should send requests to this silo: 200; 404 while it is leaving, 503 while it cannot serve.")
            .Gives<ServerReadiness>()
            .NeedsNoRule(Because.Public);
    }

    /// <summary>Beside the API path: an API has nothing for search engines.</summary>
    public static void MapRobots(this IEndpointRouteBuilder routes) =>
        routes.Get("robots.txt", () => TypedResults.Text("User-agent: *\nDisallow: /\n"))
            .WithSummary("Nothing here is for search engines.")
            .GivesContent("text/plain")
            .NeedsNoRule(Because.Public);

    private static async Task<IResult> Health(IStore store, CancellationToken cancellationToken) =>
        Answers.Ok(new ServerHealth(await Reaches(store, cancellationToken)));

    // A server that answers 404 is one that haproxy gives nothing new and lets end what it has.
    private static async Task<IResult> Ready(IStore store, Silo silo, CancellationToken cancellationToken) =>
        silo.IsLeaving ? Answers.Of(new ServerReadiness(false, "This silo is about to stop."), StatusCodes.Status404NotFound)
        : await Reaches(store, cancellationToken) ? Answers.Ok(new ServerReadiness(true, null))
        : Answers.Of(new ServerReadiness(false, "The database cannot be reached."), StatusCodes.Status503ServiceUnavailable);

    private static async Task<bool> Reaches(IStore store, CancellationToken cancellationToken)
    {
        try
        {
            await store.Log.Head(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is DbException or LogUnavailableException or TimeoutException)
        {
            return false;
        }
    }
}
