using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts.Station;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Grains.Stations;

namespace Plugin.Api.Stations;

/// <summary>
/// A station's feed as server-sent events, or by long-poll. Every connection starts with a snapshot; the cursor tells whether the station
/// has seen more than this log holds.
/// </summary>
internal static class StationFeed
{
    private const int MaxWait = 60;

    public static async Task<IResult> Serve(
        HttpContext http, StationFeeds feeds, LongPolls polls, StationPresence presence, IStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        var node = ((NodeCaller)CurrentCaller.Of(http)).Node;
        var query = http.Request.Query;
        if (query["session"] is not [{ Length: > 0 } session])
        {
            return ErrorShapes.Problem(StatusCodes.Status400BadRequest, "session.missing", "The feed belongs to a session (session=…).");
        }

        // The list names the present session; whether another one is fenced or only unknown (after a restore of the hub, say) the node's grain knows.
        if (node.Session != session && await presence.Confirm(node.Id, session, cancellationToken) is { } unfit)
        {
            return ErrorShapes.Problem(unfit);
        }

        var after = query["after"] is [{ Length: > 0 } text] ? text : null;
        if (after is not null && await Beyond(after, store.Log, cancellationToken) is { } beyond)
        {
            return beyond;
        }

        var expiry = http.Features.Get<Standing>()?.Until;
        if (query["wait"] is not [{ Length: > 0 } wait])
        {
            http.Response.Headers.CacheControl = "no-cache, no-store";
            // Proxies that know this header pass events on at once.
            http.Response.Headers["X-Accel-Buffering"] = "no";
            var items = Items(feeds.Subscribe(node.Id, session, cancellationToken), 0, store.Log.Origin.Generation, expiry, clock, cancellationToken);
            return new EventStream(items);
        }

        if (!int.TryParse(wait, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > MaxWait)
        {
            return ErrorShapes.Problem(
                StatusCodes.Status400BadRequest, "wait.invalid", $"wait is a whole number of seconds from 0 to {MaxWait}.");
        }

        return Answers.Ok(await polls.Next(
            node.Id, session, after, TimeSpan.FromSeconds(seconds),
            (cursor, stop) => cursor is null
                ? Items(feeds.Subscribe(node.Id, session, stop), 0, store.Log.Origin.Generation, expiry, clock, stop)
                : Items(feeds.Resume(node.Id, session, PositionOf(cursor), stop), PositionOf(cursor), store.Log.Origin.Generation, expiry, clock, stop),
            cancellationToken));
    }

    private static async Task<IResult?> Beyond(string cursor, IEventLog log, CancellationToken cancellationToken)
    {
        var colon = cursor.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0
            || !int.TryParse(cursor.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            || !long.TryParse(cursor.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return ErrorShapes.Problem(StatusCodes.Status400BadRequest, "cursor.invalid", "A cursor is generation:position.");
        }

        return generation != log.Origin.Generation || position > await log.Head(cancellationToken)
            ? ErrorShapes.Problem(
                StatusCodes.Status409Conflict, "feed.cursor",
                $"The cursor {cursor} is not of this log ({log.Origin}): the log was restored to the past. Ask without a cursor.")
            : null;
    }

    private static long PositionOf(string cursor) => long.Parse(cursor.AsSpan(cursor.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

    private static async IAsyncEnumerable<FeedItem> Items(
        IAsyncEnumerable<StationNotice> feed, long position, int generation, DateTimeOffset? expiry, TimeProvider clock,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lifetime = expiry is { } end ? end - clock.GetUtcNow() : Timeout.InfiniteTimeSpan;
        using var expired = new CancellationTokenSource(lifetime > TimeSpan.Zero || expiry is null ? lifetime : TimeSpan.Zero, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expired.Token);
        await using var notices = feed.GetAsyncEnumerator(stop.Token);
        var cursor = string.Create(CultureInfo.InvariantCulture, $"{generation}:{position}");
        while (true)
        {
            FeedItem item;
            try
            {
                if (!await notices.MoveNextAsync())
                {
                    yield break;
                }

                // A cursor never goes back, though a notice that no event makes may be told of where this silo is.
                position = Math.Max(position, notices.Current.Position);
                cursor = string.Create(CultureInfo.InvariantCulture, $"{generation}:{position}");
                item = ToItem(cursor, notices.Current is RunBecameAvailable offer ? GrainTelemetry.Telling(offer, clock.GetUtcNow()) : notices.Current);
            }
            catch (OperationCanceledException) when (expired.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                item = new FeedEnded(cursor, "token.expired", "The token has expired; connect again with a new one.");
            }

            yield return item;
            if (item is FeedEnded)
            {
                yield break;
            }
        }
    }

    private static FeedItem ToItem(string cursor, StationNotice notice) => notice switch
    {
        SnapshotTaken snapshot => new FeedSnapshot(
            cursor, [.. snapshot.Runs.Select(ToOpenRun)], snapshot.Checkpoint is { } checkpoint ? ToNews(checkpoint) : null),
        CheckpointSigned signed => new FeedCheckpoint(cursor, ToNews(signed.Checkpoint)),
        RunBecameAvailable available => new RunOffered(cursor, ToOpenRun(available.Run)),
        RunEndedAtHub ended => new RunKilled(cursor, ended.Run, ended.Attempt, ended.Cause) { Traceparent = ended.Traceparent },
        FeedClosed closed => new FeedEnded(cursor, closed.Code, closed.Reason),
        _ => throw new System.Diagnostics.UnreachableException($"{notice.GetType().Name} is not for stations."),
    };

    private static CheckpointNews ToNews(Grains.Witnessing.CheckpointNews news) => new(news.Note, news.Others, news.Witnessed, news.Keys);

    private static OpenRun ToOpenRun(OfferedRun run) => new(run.Run, run.Task, run.ParentTask, run.Image, run.State, run.Attempt)
    {
        Traceparent = run.Traceparent,
    };
}
