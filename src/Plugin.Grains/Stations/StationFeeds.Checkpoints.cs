using Plugin.Grains.Witnessing;

namespace Plugin.Grains.Stations;

public sealed partial class StationFeeds
{
    private long _told;

    /// <summary>
    /// Tells stations of the newest checkpoint that they do not know yet, those first that were told longest ago. A few at a time: each answers
    /// with a signature that is kept for ever, and not every node has to sign every checkpoint.
    /// </summary>
    public async Task TellCheckpoint(int most, CancellationToken cancellationToken)
    {
        if (await store.Proof.NewestCheckpoint(cancellationToken) is not { } newest || Behind(newest.Size, most) is not { Count: > 0 } behind
            || await witnesses.Newest(cancellationToken) is not { } log)
        {
            return;
        }

        foreach (var node in behind)
        {
            Tell(node, log.For(node));
        }
    }

    private List<int> Behind(long size, int most)
    {
        lock (_feeds)
        {
            return
            [
                .. _feeds.Where(pair => pair.Value.KnowsUpTo < size).OrderBy(pair => pair.Value.ToldAs).ThenBy(pair => pair.Key)
                    .Take(most).Select(pair => pair.Key),
            ];
        }
    }

    private void Tell(int node, CheckpointNews news)
    {
        lock (_feeds)
        {
            if (_feeds.TryGetValue(node, out var feed))
            {
                feed.KnowsUpTo = news.Size;
                feed.ToldAs = ++_told;
                feed.Tell(new CheckpointSigned(_position, news));
            }
        }
    }
}
