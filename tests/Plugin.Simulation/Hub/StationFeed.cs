using System.Net;
using System.Runtime.CompilerServices;
using Plugin.Client;
using Plugin.Contracts.Station;
using Plugin.Domain;
using Plugin.Grains.Stations;
using Plugin.Simulation.Network;
using Plugin.Simulation.Scheduling;
using Plugin.Simulation.Seen;

namespace Plugin.Simulation.Hub;

/// <summary>A station's feed as the API serves it, streamed or by long-poll, and what the station saw of it.</summary>
internal sealed class StationFeed(NodeId node, Process station, Line line, StationLogin login, Scene scene)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstItemWithin = TimeSpan.FromSeconds(15);

    public async IAsyncEnumerable<FeedItem> Streamed(string session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = await line.Call(station, silo => Opened(silo, session), cancellationToken);
        var seen = scene.History.NewFeed(node, station.Name, session);
        seen.Deafness = () => pipe.IsDeaf;
        try
        {
            while (await Next(pipe, seen, cancellationToken) is { } item)
            {
                seen.Saw(item, scene.History.Head);
                yield return item;
            }
        }
        finally
        {
            seen.IsOpen = false;
            pipe.Leave();
        }
    }

    public async IAsyncEnumerable<FeedItem> Polled(string session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = scene.History.NewFeed(node, station.Name, session);
        // Asking without a cursor first gives the snapshot that every connection starts with.
        string? after = null;
        using var closing = new Closing(seen);
        while (true)
        {
            var (cursor, asked) = (after, scene.Simulator.Elapsed);
            // Nobody can tell a poll whose answer was lost from one that waits.
            seen.Deafness = () => scene.Simulator.Elapsed - asked > AnsweredWithin;
            var items = await line.Call(station, silo => Poll(silo, session, cursor), Wait + FirstItemWithin, cancellationToken);
            foreach (var item in items)
            {
                after = item.Cursor;
                seen.Saw(item, scene.History.Head);
                yield return item;
                if (item is FeedEnded)
                {
                    yield break;
                }
            }
        }
    }

    private static async Task<FeedItem?> Next(Pipe<FeedItem> pipe, SeenFeed seen, CancellationToken cancellationToken) =>
        seen.Items.Count > 0 && seen.Items[^1].Item is FeedEnded ? null : await pipe.Next(cancellationToken);

    private async Task<Pipe<FeedItem>> Opened(Silo silo, string session)
    {
        await login.Check(silo);
        await Confirm(silo, session);
        var pipe = new Pipe<FeedItem>(station, line, silo, scene);
        silo.Process.OnDeath(pipe.Break);
        line.Cutting += pipe.Break;
        silo.Process.Spawn(() => Pour(silo, session, pipe));
        return pipe;
    }

    /// <summary>In the silo's process.</summary>
    private async Task Pour(Silo silo, string session, Pipe<FeedItem> pipe)
    {
        scene.Coverage.Count("state: feed began with a snapshot");
        try
        {
            await foreach (var item in Items(silo, silo.Feeds.Subscribe(node.Value, session, pipe.Left), 0))
            {
                pipe.Send(item);
            }

            pipe.End();
        }
        catch (OperationCanceledException) when (pipe.Left.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (EventLog.LogUnavailableException)
        {
            pipe.Break();
        }
    }

    /// <summary>What has come since, or comes soon.</summary>
    private async Task<IReadOnlyList<FeedItem>> Poll(Silo silo, string session, string? after)
    {
        await login.Check(silo);
        await Confirm(silo, session);
        using var patience = new CancellationTokenSource(after is null ? TimeSpan.FromSeconds(60) : Wait, silo.Process.Clock);
        var position = after is null ? 0 : PositionOf(after);
        scene.Coverage.Count(after is null ? "state: feed began with a snapshot" : "state: feed resumed");
        var notices = after is null
            ? silo.Feeds.Subscribe(node.Value, session, patience.Token)
            : silo.Feeds.Resume(node.Value, session, position, patience.Token);
        var found = new List<FeedItem>();
        await using var items = Items(silo, notices, position).GetAsyncEnumerator(patience.Token);
        try
        {
            while (true)
            {
                var next = items.MoveNextAsync();
                if (!next.IsCompleted && found.Count > 0)
                {
                    // There is no more now. What comes later is not lost: the next poll goes on after the last cursor.
                    patience.Cancel();
                }

                if (!await next)
                {
                    break;
                }

                found.Add(items.Current);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // As good as nothing new.
        }

        if (found.Count > 0)
        {
            found[^1] = found[^1] with { Cursor = scene.Seams.Cursor(found[^1].Cursor, line.Cluster.Database.Head) };
        }

        return found;
    }

    private async Task Confirm(Silo silo, string session)
    {
        if ((await silo.Presence.Confirm(node.Value, session, default)) is { } unfit)
        {
            scene.Coverage.Count(unfit.Code == "session.fenced" ? "state: session fenced" : "state: login refused", unfit.Code == "session.fenced" ? 1 : 0);
            throw new HubException(HttpStatusCode.Conflict, unfit.Code, unfit.Reason);
        }
    }

    private static async IAsyncEnumerable<FeedItem> Items(Silo silo, IAsyncEnumerable<StationNotice> notices, long position)
    {
        await foreach (var notice in notices)
        {
            // A cursor never goes back, though a notice that no event makes may be told of where this silo is.
            position = Math.Max(position, notice.Position);
            yield return Item(notice, $"{silo.Store.Log.Origin.Generation}:{position}");
        }
    }

    public static long PositionOf(string cursor) => long.Parse(cursor.AsSpan(cursor.IndexOf(':', StringComparison.Ordinal) + 1));

    private static FeedItem Item(StationNotice notice, string cursor)
    {
        return notice switch
        {
            SnapshotTaken n => new FeedSnapshot(cursor, [.. n.Runs.Select(Open)], n.Checkpoint is { } checkpoint ? News(checkpoint) : null),
            CheckpointSigned n => new FeedCheckpoint(cursor, News(n.Checkpoint)),
            RunBecameAvailable n => new RunOffered(cursor, Open(n.Run)),
            RunEndedAtHub n => new RunKilled(cursor, n.Run, n.Attempt, n.Cause),
            FeedClosed n => new FeedEnded(cursor, n.Code, n.Reason),
            _ => throw new SimulationGapException($"No item for {notice.GetType().Name}."),
        };

        static CheckpointNews News(Grains.Witnessing.CheckpointNews news) => new(news.Note, news.Others, news.Witnessed, news.Keys);

        static OpenRun Open(OfferedRun run) => new(run.Run, run.Task, run.ParentTask, run.Image, run.State, run.Attempt);
    }

    private sealed class Closing(SeenFeed feed) : IDisposable
    {
        public void Dispose() => feed.IsOpen = false;
    }
}
