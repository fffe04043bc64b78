using System.Threading.Channels;
using Plugin.Contracts;

namespace Plugin.Api.Live;

/// <summary>One browser that listens. Whoever does not read in time is cut off, and goes on from where it was when it comes back.</summary>
internal sealed class LiveReader(int user)
{
    private const int MostWaiting = 128;

    private readonly Channel<LiveBatch> _batches = Channel.CreateBounded<LiveBatch>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    public int User => user;

    public ChannelReader<LiveBatch> Batches => _batches.Reader;

    /// <summary>Why there is nothing more; null while there is.</summary>
    public LiveEnd? End { get; private set; }

    public void Tell(LiveBatch batch)
    {
        if (!_batches.Writer.TryWrite(batch))
        {
            Close(new LiveEnd("live.slow", "This browser reads too slowly; connect again."));
        }
    }

    public void Close(LiveEnd end)
    {
        End ??= end;
        _batches.Writer.TryComplete();
    }
}

/// <param name="Position">Of the log, up to which this tells.</param>
/// <param name="IsReset">What came before is not known.</param>
internal sealed record LiveBatch(long Position, IReadOnlyList<Told> Told, bool IsReset = false);
