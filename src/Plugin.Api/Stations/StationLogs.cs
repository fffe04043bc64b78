using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts.Station;
using Plugin.Grains.Runs;
using Plugin.ReadModels.Runs;

namespace Plugin.Api.Stations;

/// <summary>What attempts under way print, see <see cref="StationRoutes"/>.</summary>
internal static class StationLogs
{
    // Characters escaped to the worst.
    private const int MaxLog = 1024 * 1024;

    public static void MapStationLogs(this IEndpointRouteBuilder routes) =>
        routes.Put("station/runs/{id:int:min(1)}/log/{attempt:int:min(1)}", Show).For(Callers.Node)
            .WithSummary("What an active attempt has printed so far.")
            .Takes<LiveLog>(MaxLog).GivesNothing()
            .NeedsNoRule(Because.OwnRuns);

    private static async Task<IResult> Show(
        HttpContext http, int id, int attempt, RunQueries runs, LiveLogs logs, CancellationToken cancellationToken)
    {
        var body = (await Body.Read(http, MaxLog, cancellationToken)).OrMore();
        var printed = body.Count("printed", required: true);
        var text = body.Text("text", LiveLog.Limit, required: true);
        if (text?.Length > printed)
        {
            body.Fail("text", "Longer than what was printed.");
        }

        if (body.Problems() is { } invalid)
        {
            return invalid;
        }

        var (run, refused) = await StationContents.Held(http, id, attempt, runs, cancellationToken);
        if (run is null)
        {
            return refused!;
        }

        await logs.Show(id, attempt, new ShownLog(printed!.Value, text!), cancellationToken);
        return TypedResults.NoContent();
    }
}
