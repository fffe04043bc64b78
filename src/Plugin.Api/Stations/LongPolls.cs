using System.Threading.Channels;
using Plugin.Contracts.Station;

namespace Plugin.Api.Stations;

/// <summary>
/// Feeds of stations behind proxies that hold back events. Between two polls the feed stays open here for a while; a poll that was last answered
/// by another silo goes on from its cursor, and one that cannot (a restarted agent's) starts anew with a snapshot, which is always right.
/// </summary>
internal sealed class LongPolls(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(90);

    private readonly Dictionary<int, Poll> _polls = [];

    /// <summary>The items since <paramref name="after"/>; none when nothing came within <paramref name="wait"/>.</summary>
    /// <param name="open">Opens the node's feed, after a cursor or anew.</param>
    public async Task<IReadOnlyList<FeedItem>> Next(
        int node, string session, string? after, TimeSpan wait, Func<string?, CancellationToken, IAsyncEnumerable<FeedItem>> open,
        CancellationToken cancellationToken)
    {
        var poll = Find(node, session, after, open);
        using var timeout = new CancellationTokenSource(wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var items = new List<FeedItem>();
        try
        {
            // The snapshot is on its way and is always waited for, whatever the poll's patience.
            if (await poll.Items.WaitToReadAsync(poll.Cursor is null ? cancellationToken : either.Token))
            {
                while (poll.Items.TryRead(out var item))
                {
                    items.Add(item);
                }
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return [];
        }

        if (items.Count > 0)
        {
            poll.Cursor = items[^1].Cursor;
        }

        return items;
    }

    public void Dispose()
    {
        lock (_polls)
        {
            foreach (var poll in _polls.Values)
            {
                poll.Stop();
            }

            _polls.Clear();
        }
    }

    private Poll Find(int node, string session, string? after, Func<string?, CancellationToken, IAsyncEnumerable<FeedItem>> open)
    {
        lock (_polls)
        {
            if (_polls.TryGetValue(node, out var poll))
            {
                if (after is not null && poll.Session == session && poll.Cursor == after
                    && !poll.Items.Completion.IsCompleted && poll.StayOpen(Linger))
                {
                    return poll;
                }

                poll.Stop();
            }

            poll = new Poll(session, clock, Linger) { Cursor = after };
            _polls[node] = poll;
            _ = poll.Run(stop => open(after, stop), () => Forget(node, poll));
            return poll;
        }
    }

    private void Forget(int node, Poll poll)
    {
        lock (_polls)
        {
            if (_polls.TryGetValue(node, out var current) && current == poll)
            {
                if (poll.Items.Count > 0)
                {
                    // It ended with a last item, which is kept until it is fetched.
                    return;
                }

                _polls.Remove(node);
            }

            poll.Dispose();
        }
    }

    private sealed class Poll : IDisposable
    {
        private readonly Channel<FeedItem> _items = Channel.CreateUnbounded<FeedItem>();
        private readonly CancellationTokenSource _stop;

        public Poll(string session, TimeProvider clock, TimeSpan linger)
        {
            Session = session;
            _stop = new CancellationTokenSource(linger, clock);
        }

        public string Session { get; }

        public ChannelReader<FeedItem> Items => _items.Reader;

        /// <summary>The last cursor that was handed out, null before the snapshot.</summary>
        public string? Cursor { get; set; }

        public bool StayOpen(TimeSpan linger)
        {
            if (_stop.IsCancellationRequested)
            {
                return false;
            }

            _stop.CancelAfter(linger);
            return true;
        }

        public void Stop() => _stop.Cancel();

        public void Dispose() => _stop.Dispose();

        public async Task Run(Func<CancellationToken, IAsyncEnumerable<FeedItem>> open, Action ended)
        {
            Exception? failure = null;
            try
            {
                await foreach (var item in open(_stop.Token))
                {
                    _items.Writer.TryWrite(item);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // Nobody polls any more.
            }
            catch (Exception e) when (e is EventLog.LogUnavailableException or System.Data.Common.DbException)
            {
                failure = e;
            }
            finally
            {
                _items.Writer.TryComplete(failure);
                ended();
            }
        }
    }
}
