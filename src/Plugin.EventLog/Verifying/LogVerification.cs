using System.Diagnostics;
using Plugin.EventLog.Proving;

namespace Plugin.EventLog.Verifying;

/// <summary>
/// Reads the whole log and trusts nothing stored beside an entry: recomputes every leaf, tile and root, and checks that positions have no
/// holes, streams no gaps, time never goes back, every checkpoint says what the events say, and nodes signed what they are said to have. Works
/// while hubs append; it ends at the head it found when it began. Memory does not grow with the log.
/// </summary>
public static class LogVerification
{
    public static async Task<VerificationReport> Run(
        IStore store, IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var checkpoints = await CheckpointCheck.Begin(store, cancellationToken);
        var head = await store.Log.Head(cancellationToken);
        var streams = new StreamCheck(store.Proof, head);
        var events = new EventCheck();
        var tree = new TileCheck(store.Proof);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var walking = Task.Run(() => streams.Run(stop.Token), stop.Token);
        BadEvent? badEvent = null;
        BadCheckpoint? badCheckpoint = null;
        BadTile? badTile = null;
        try
        {
            await Walk();
            await walking;
        }
        finally
        {
            await stop.CancelAsync();
        }

        if (badEvent is null && badCheckpoint is null && badTile is null && streams.FirstBad is null && streams.Places != events.Places)
        {
            badEvent = new BadEvent(head, "the index of streams does not hold the same events as the log itself");
        }

        if (streams.FirstBad is { } bad && bad.Position <= events.Position)
        {
            (badEvent, badCheckpoint, badTile) = (bad, null, null);
        }

        var cosignatures = new CosignatureCheck(store);
        var badCosignature = badEvent is null && badCheckpoint is null && badTile is null
            ? await cosignatures.Run(checkpoints.Last, cancellationToken)
            : null;
        return new VerificationReport(
            badEvent?.Position - 1 ?? events.Position, streams.Streams, tree.Root(), checkpoints.Good, cosignatures.Good, tree.Good,
            Stopwatch.GetElapsedTime(started), badEvent, badCheckpoint, badCosignature, badTile)
        {
            Generations = events.Generations,
        };

        async Task Walk()
        {
            badCheckpoint = await checkpoints.Accept(tree, events.Generation, cancellationToken);
            var pages = new PageAhead(store.Log, head, cancellationToken);
            while (events.Position < head && badCheckpoint is null)
            {
                var (page, unreadable) = await pages.Next(events.Position);
                foreach (var stored in page)
                {
                    var (leaf, why) = events.Accept(stored);
                    badEvent = why is null ? null : new BadEvent(events.Position + 1, why);
                    badTile = badEvent is null ? await tree.Add(leaf, cancellationToken) : null;
                    badCheckpoint = badEvent is null && badTile is null ? await checkpoints.Accept(tree, events.Generation, cancellationToken) : null;
                    if (badEvent is not null || badTile is not null || badCheckpoint is not null)
                    {
                        return;
                    }
                }

                if (page.Count == 0)
                {
                    badEvent = new BadEvent(events.Position + 1, unreadable ?? "there is no such event, though later ones exist");
                    return;
                }

                progress?.Report(new VerificationProgress(events.Position, head));
            }

            badCheckpoint ??= await checkpoints.End(head, cancellationToken);
            if (badCheckpoint is null && events.Generation != store.Log.Origin.Generation)
            {
                badEvent = new BadEvent(head + 1, $"no event opens generation {store.Log.Origin.Generation}, which the log's origin names");
            }
        }
    }
}
