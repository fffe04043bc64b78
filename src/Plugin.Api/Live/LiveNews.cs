using Plugin.Contracts;
using Plugin.EventLog;
using Plugin.Grains.Stations;

namespace Plugin.Api.Live;

/// <summary>
/// What changed lately, and who listens here. It hears every event from the one follower that this silo has anyway; <see cref="LiveTeller"/> works
/// out whom each concerns, once for all browsers.
/// </summary>
public sealed class LiveNews : IDisposable
{
    /// <summary>Kept for browsers that come back.</summary>
    private const int MostRecent = 4096;

    /// <summary>Of one user on one silo.</summary>
    private const int MostOfUser = 50;

    private static readonly LiveEnd Leaving = new("live.leaving", "This part of the hub is about to stop; connect again.");

    private readonly StationFeeds _feeds;
    private readonly SemaphoreSlim _signal = new(0, 1);

    // All guarded by _recent.
    private readonly Queue<(long Position, Thing Thing)> _recent = [];
    private readonly List<LiveReader> _readers = [];
    private readonly HashSet<Thing> _pending = [];
    private readonly List<StoredEvent> _created = [];
    private long _position;
    private long _recentAfter;
    private bool _isLeaving;

    public LiveNews(StationFeeds feeds)
    {
        _feeds = feeds;
        feeds.Followed += Hear;
    }

    internal bool HasReaders
    {
        get
        {
            lock (_recent)
            {
                return _readers.Count > 0;
            }
        }
    }

    /// <param name="after">The position that the browser knows of; null: it begins.</param>
    /// <returns>What it missed; null when that is not known. No reader when the user has too many already.</returns>
    internal (LiveReader? Reader, IReadOnlyList<Thing>? Missed, long Position) Subscribe(int user, long? after)
    {
        lock (_recent)
        {
            if (_position == 0)
            {
                _position = _recentAfter = _feeds.Position;
            }

            if (_readers.Count(other => other.User == user) >= MostOfUser)
            {
                return (null, null, _position);
            }

            var reader = new LiveReader(user);
            _readers.Add(reader);
            if (_isLeaving)
            {
                reader.Close(Leaving);
            }

            var missed = after is null ? []
                : after < _recentAfter || after > _position ? null
                : _recent.Where(one => one.Position > after).Select(one => one.Thing).Distinct().ToList();
            return (reader, missed, _position);
        }
    }

    internal void Unsubscribe(LiveReader reader)
    {
        lock (_recent)
        {
            _readers.Remove(reader);
        }
    }

    /// <summary>Ends what every browser here listens to; they connect again, to another silo if there is one.</summary>
    public void SendAway()
    {
        lock (_recent)
        {
            _isLeaving = true;
            foreach (var reader in _readers)
            {
                reader.Close(Leaving);
            }
        }
    }

    /// <summary>Waits for something to tell, though no longer than this.</summary>
    internal Task Wait(TimeSpan atMost, CancellationToken cancellationToken) => _signal.WaitAsync(atMost, cancellationToken);

    /// <summary>What changed since the last time.</summary>
    internal (long Position, IReadOnlyList<Thing> Things, IReadOnlyList<StoredEvent> Created) Take()
    {
        lock (_recent)
        {
            var taken = (_position, _pending.ToList(), _created.ToList());
            _pending.Clear();
            _created.Clear();
            return taken;
        }
    }

    internal void Tell(LiveBatch batch)
    {
        lock (_recent)
        {
            foreach (var reader in _readers)
            {
                reader.Tell(batch);
            }
        }
    }

    public void Dispose()
    {
        _feeds.Followed -= Hear;
        _signal.Dispose();
    }

    private void Hear(StoredEvent stored)
    {
        lock (_recent)
        {
            if (_position != stored.Position - 1)
            {
                // It followed nothing for a while, or begins.
                _recent.Clear();
                _recentAfter = stored.Position - 1;
                foreach (var reader in _readers)
                {
                    reader.Tell(new LiveBatch(stored.Position, [], IsReset: true));
                }
            }

            _position = stored.Position;
            if (Thing.Of(stored.Stream) is { } thing)
            {
                _recent.Enqueue((stored.Position, thing));
                if (_recent.Count > MostRecent)
                {
                    _recentAfter = _recent.Dequeue().Position;
                }

                if (_readers.Count > 0)
                {
                    _pending.Add(thing);
                    if (thing.Kind == LiveKinds.Task && stored.Version == 1)
                    {
                        _created.Add(stored);
                    }
                }
            }
        }

        if (_signal.CurrentCount == 0)
        {
            try
            {
                _signal.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else has signalled at the same moment.
            }
        }
    }
}
