using System.Diagnostics;
using Plugin.EventLog.Entries;
using Plugin.Proofs;

namespace Plugin.EventLog.Verifying;

/// <summary>
/// Reads the whole log and trusts nothing stored beside an entry: recomputes every leaf and the root, and checks that positions have no
/// holes, streams no gaps, time never goes back, and every checkpoint says what the events say. Works while hubs append; it ends at the head it found when it began.
/// </summary>
public static class LogVerification
{
    private const int PageSize = 2000;

    public static async Task<VerificationReport> Run(
        IStore store, IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var log = store.Log;
        var checkpoints = await CheckpointCheck.Begin(store, cancellationToken);
        var head = await log.Head(cancellationToken);
        var check = new EventCheck();
        if (await checkpoints.Accept(check.Tree, check.Generation, cancellationToken) is { } wrong)
        {
            return Report(null, wrong);
        }

        while (check.Position < head)
        {
            var (page, unreadable) = await Page(log, check.Position, head, cancellationToken);
            foreach (var stored in page)
            {
                if (check.Accept(stored) is { } why)
                {
                    return Report(new BadEvent(check.Position + 1, why), null);
                }

                if (await checkpoints.Accept(check.Tree, check.Generation, cancellationToken) is { } bad)
                {
                    return Report(null, bad);
                }
            }

            if (page.Count == 0)
            {
                return Report(new BadEvent(check.Position + 1, unreadable ?? "there is no such event, though later ones exist"), null);
            }

            progress?.Report(new VerificationProgress(check.Position, head));
        }

        return check.Generation == log.Origin.Generation
            ? Report(null, await checkpoints.End(head, cancellationToken))
            : Report(new BadEvent(head + 1, $"no event opens generation {log.Origin.Generation}, which the log's origin names"), null);

        VerificationReport Report(BadEvent? badEvent, BadCheckpoint? badCheckpoint) => new(
            check.Position, check.Streams, check.Tree.Root(), checkpoints.Good, Stopwatch.GetElapsedTime(started), badEvent, badCheckpoint)
        {
            Generations = check.Generations,
        };
    }

    // A damaged row can make its whole page unreadable; smaller pages lead to the row.
    private static async Task<(IReadOnlyList<StoredEvent> Events, string? Unreadable)> Page(
        IEventLog log, long position, long head, CancellationToken cancellationToken)
    {
        string? unreadable = null;
        for (var limit = (int)Math.Min(PageSize, head - position); limit > 0; limit /= 2)
        {
            try
            {
                return (await log.Read(position, limit, cancellationToken), null);
            }
            catch (Exception e) when (e is not OperationCanceledException and not LogUnavailableException)
            {
                unreadable = $"it cannot be read: {e.Message}";
            }
        }

        return ([], unreadable);
    }

    private sealed class EventCheck
    {
        private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
        private readonly List<GenerationStart> _generations = [];
        private DateTimeOffset _at = DateTimeOffset.MinValue;

        public long Position { get; private set; }
        public int Streams => _versions.Count;
        public IReadOnlyList<GenerationStart> Generations => _generations;
        public int Generation => _generations is [.., var newest] ? newest.Generation : 1;

        public RootBuilder Tree { get; } = new();

        /// <summary>Null, or what is wrong with it.</summary>
        public string? Accept(StoredEvent stored)
        {
            if (stored.Position != Position + 1)
            {
                return $"there is no such event; the next one is at {stored.Position}";
            }

            if (stored.Salt.Length != Entry.SaltBytes)
            {
                return $"its salt has {stored.Salt.Length} bytes, not {Entry.SaltBytes}";
            }

            var leaf = Entry.Leaf(stored);
            if (!leaf.AsSpan().SequenceEqual(stored.Leaf.Span))
            {
                return $"its content does not match its leaf hash (event {stored.Name}, version {stored.Version} of stream {stored.Stream})";
            }

            var version = _versions.GetValueOrDefault(stored.Stream) + 1;
            if (stored.Version != version)
            {
                return $"stream {stored.Stream} continues with version {stored.Version}; {version} is next";
            }

            if (stored.At < _at)
            {
                return $"its time {stored.At:O} is before that of the event before it, {_at:O}";
            }

            if (GenerationOpening.In(stored) is { } generation)
            {
                if (generation <= Generation)
                {
                    return $"it opens generation {generation} in generation {Generation}";
                }

                _generations.Add(new GenerationStart(generation, stored));
            }

            _versions[stored.Stream] = version;
            _at = stored.At;
            Tree.Add(leaf);
            Position++;
            return null;
        }
    }
}
