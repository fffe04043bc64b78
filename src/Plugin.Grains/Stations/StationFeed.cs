using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Plugin.Grains.Stations;

/// <summary>What one connected station is told, in order, until it is closed. Its owner locks.</summary>
internal sealed class StationFeed(string session)
{
    /// <summary>Notices a slow station may lag behind before its feed is cut; it connects again and starts from a snapshot.</summary>
    private const int MostWaiting = 4096;

    private readonly Channel<StationNotice> _notices = Channel.CreateUnbounded<StationNotice>();

    public string Session { get; } = session;

    public bool IsClosed { get; private set; }

    /// <summary>The size of the newest checkpoint it was told of; null while its snapshot is not taken.</summary>
    public long? KnowsUpTo { get; set; }

    /// <summary>Counts the checkpoints that stations here were told of: the lowest was told longest ago.</summary>
    public long ToldAs { get; set; }

    /// <summary>What it is told, but for news of runs up to a position that the station knows already.</summary>
    public async IAsyncEnumerable<StationNotice> After(long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Not ReadAllAsync: it goes on outside the caller's scheduler.
        while (await _notices.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_notices.Reader.TryRead(out var notice))
            {
                if (notice.Position > position || notice is not (RunBecameAvailable or RunEndedAtHub))
                {
                    yield return notice;
                }
            }
        }
    }

    public void Tell(StationNotice notice)
    {
        if (_notices.Reader.Count >= MostWaiting)
        {
            Close(notice.Position, "feed.slow", "The station reads its feed too slowly; connect again for a snapshot.");
            return;
        }

        _notices.Writer.TryWrite(notice);
    }

    public void Close(long position, string code, string reason)
    {
        _notices.Writer.TryWrite(new FeedClosed(position, code, reason));
        _notices.Writer.TryComplete();
        IsClosed = true;
    }
}
