using System.Runtime.CompilerServices;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains.Witnessing;

namespace Plugin.Grains.Stations;

/// <summary>
/// One follower of the log per silo, which routes what concerns a station to that station's feed, in memory. Each silo runs its own: a
/// station is connected to one of them, and every silo sees every event.
/// </summary>
public sealed partial class StationFeeds(IStore store, Witnesses witnesses)
{
    /// <summary>Runs of a snapshot whose traces are looked up.</summary>
    private const int MostTraced = 64;

    // All guarded by _feeds. _runs holds every open run of the hub, so that an event of a run finds its station.
    private readonly Dictionary<int, StationFeed> _feeds = [];
    private readonly Dictionary<int, OpenRun> _runs = [];
    private readonly Queue<(int Node, StationNotice Notice)> _recent = [];
    private long _recentAfter;
    private readonly TaskCompletionSource _following = new();
    private long _position;
    private bool _isFollowing;

    /// <summary>
    /// Every event that this silo follows, after it was routed; in order, and without holes but for times when the store was away. Who listens is
    /// quick, since stations wait.
    /// </summary>
    public event Action<StoredEvent>? Followed;

    /// <summary>Stations connected here.</summary>
    public int Connected
    {
        get
        {
            lock (_feeds)
            {
                return _feeds.Count;
            }
        }
    }

    /// <summary>It has begun to follow the log, and knows every open run.</summary>
    public bool HasBegun => _following.Task.IsCompleted;

    /// <summary>The last position that has been routed.</summary>
    public long Position
    {
        get
        {
            lock (_feeds)
            {
                return _position;
            }
        }
    }

    /// <summary>
    /// Follows the log until cancelled, or until the store fails; then all feeds are closed, and it may be run again. One at a time per silo.
    /// </summary>
    public async Task Run(CancellationToken cancellationToken)
    {
        try
        {
            // The table is read after the position, so it can only be ahead of it, and routing an event twice does no harm. Ends before the table
            // was read cannot be told, since it no longer says whose they were: whoever goes on from there gets a snapshot.
            var position = await store.Log.Head(cancellationToken);
            var open = await OpenRun.All(store.Read, cancellationToken);
            var known = await store.Log.Head(cancellationToken);
            lock (_feeds)
            {
                _isFollowing = true;
                _position = position;
                _recentAfter = known;
                _recent.Clear();
                _runs.Clear();
                foreach (var run in open)
                {
                    _runs[run.Run] = run;
                }
            }

            _following.TrySetResult();
            await foreach (var stored in store.Log.Follow(position, cancellationToken))
            {
                lock (_feeds)
                {
                    Route(stored);
                    _position = stored.Position;
                }

                Followed?.Invoke(stored);
            }
        }
        finally
        {
            lock (_feeds)
            {
                _isFollowing = false;
                foreach (var feed in _feeds.Values)
                {
                    feed.Close(_position, "hub.stopping", "This silo is stopping or has lost its store; connect to the hub again.");
                }
            }
        }
    }

    /// <summary>Sends all stations to another silo, some at a time, so that they do not all knock there at once.</summary>
    /// <param name="within">The time over which they are spread.</param>
    public async Task SendAway(TimeSpan within, TimeProvider clock, CancellationToken cancellationToken)
    {
        const int Groups = 10;
        for (var left = Groups; left > 0; left--)
        {
            lock (_feeds)
            {
                foreach (var feed in _feeds.Values.Where(feed => !feed.IsClosed).Take((_feeds.Count + left - 1) / left).ToList())
                {
                    feed.Close(_position, "hub.leaving", "This silo is about to stop; connect to the hub again.");
                }
            }

            await Task.Delay(within / Groups, clock, cancellationToken);
        }
    }

    /// <summary>
    /// A station's feed: first a snapshot, then what changes. Another feed of the same node ends this one. Ends by cancellation or
    /// with <see cref="FeedClosed"/>.
    /// </summary>
    public async IAsyncEnumerable<StationNotice> Subscribe(
        int node, string session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _following.Task.WaitAsync(cancellationToken);
        StationFeed feed;
        lock (_feeds)
        {
            feed = Register(node, session);
        }

        try
        {
            // In this order: what changes after the feed was registered comes as a notice too, unless the snapshot has it. An offer that is older
            // than the snapshot would be one of a run that has been claimed since.
            var position = await store.Log.Head(cancellationToken);
            var open = await OpenRun.OfNode(store.Read, node, cancellationToken);
            var checkpoint = (await witnesses.Newest(cancellationToken))?.For(node);
            feed.KnowsUpTo = checkpoint?.Size ?? 0;
            yield return new SnapshotTaken(position, await Offered(open, cancellationToken), checkpoint);
            await foreach (var notice in feed.After(position, cancellationToken))
            {
                yield return notice;
            }
        }
        finally
        {
            Remove(node, feed);
        }
    }

    /// <summary>
    /// A feed that goes on where one ended that may have been another silo's: without a snapshot, when what came since is still known here.
    /// </summary>
    public async IAsyncEnumerable<StationNotice> Resume(
        int node, string session, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _following.Task.WaitAsync(cancellationToken);
        StationFeed? feed = null;
        lock (_feeds)
        {
            if (after >= _recentAfter)
            {
                feed = Register(node, session);
                feed.KnowsUpTo = 0;
                foreach (var (_, notice) in _recent.Where(recent => recent.Node == node))
                {
                    feed.Tell(notice);
                }
            }
        }

        if (feed is null)
        {
            await foreach (var notice in Subscribe(node, session, cancellationToken))
            {
                yield return notice;
            }

            yield break;
        }

        try
        {
            await foreach (var notice in feed.After(after, cancellationToken))
            {
                yield return notice;
            }
        }
        finally
        {
            Remove(node, feed);
        }
    }

    /// <summary>Those to be claimed first have the trace that ordered them; each costs a look into the log, where requests are traced.</summary>
    private async Task<IReadOnlyList<OfferedRun>> Offered(IReadOnlyList<OpenRun> open, CancellationToken cancellationToken)
    {
        var offered = new List<OfferedRun>(open.Count);
        var looked = 0;
        foreach (var run in open)
        {
            var trace = run.State == "pending" && looked++ < MostTraced ? await GrainTelemetry.TraceOf(store.Log, new RunId(run.Run), cancellationToken) : null;
            offered.Add(run.ToOffered(store.Log.Origin.Generation) with { Traceparent = trace });
        }

        return offered;
    }

    private StationFeed Register(int node, string session)
    {
        if (!_isFollowing)
        {
            // What happened until it follows again would be missed.
            throw new LogUnavailableException("This silo does not follow the log at the moment; connect to the hub again.");
        }

        if (_feeds.TryGetValue(node, out var older))
        {
            // Which of two agents is the newer one is for their sessions to say, not for the order in which their feeds arrive.
            older.Close(_position, "feed.replaced", "The node opened another feed; connect again if it was not you.");
        }

        return _feeds[node] = new StationFeed(session);
    }

    private void Remove(int node, StationFeed feed)
    {
        lock (_feeds)
        {
            if (_feeds.TryGetValue(node, out var current) && current == feed)
            {
                _feeds.Remove(node);
            }
        }
    }
}
