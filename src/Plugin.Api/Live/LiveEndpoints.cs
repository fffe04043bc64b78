using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Api.Silos;
using Plugin.EventLog;

namespace Plugin.Api.Live;

/// <summary>What changed, for pages that show it.</summary>
internal static class LiveEndpoints
{
    public static void MapLive(this IEndpointRouteBuilder routes) =>
        // Not for HEAD, whose answer would never end either.
        routes.MapGet("live", Serve).For(Callers.User).MayLast()
            .WithSummary("What changes, of what you may see, as server-sent events; the id of the last one in Last-Event-ID or after goes on from there.")
            .Asks(text: "after")
            .GivesContent("text/event-stream")
            .NeedsNoRule("Each notice is only for those who may see the thing.");

    private static IResult Serve(HttpContext http, LiveNews news, Audiences audiences, IEventLog log, TimeProvider clock)
    {
        var user = (UserCaller)CurrentCaller.Of(http);
        var given = http.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last] ? last
            : http.Request.Query["after"] is [{ Length: > 0 } text] ? text
            : null;
        var (reader, missed, position) = news.Subscribe(user.User.Id, given is null ? null : PositionOf(given, log.Origin.Generation));
        return reader is null
            ? ErrorShapes.Problem(
                StatusCodes.Status429TooManyRequests, "live.too-many", "Too many pages of yours are open on this hub; close some.")
            : new LiveStream(news, reader, audiences, missed, position, log.Origin.Generation, user, http.Features.Get<Standing>()!, clock);
    }

    /// <summary>One that is not of this log is a position that nobody knows.</summary>
    private static long PositionOf(string cursor, int generation) =>
        cursor.Split(':') is [var log, var text]
        && int.TryParse(log, NumberStyles.None, CultureInfo.InvariantCulture, out var of) && of == generation
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : -1;
}
