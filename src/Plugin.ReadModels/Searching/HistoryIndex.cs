using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Plugin.Domain;
using Plugin.Domain.Tasks;
using Plugin.EventLog;
using Plugin.Vault.Seals;

namespace Plugin.ReadModels.Searching;

/// <summary>
/// Which blocks of the log hold which words, so that a search reads only those. It is made from the log itself, by those who search, and kept in
/// this silo's memory: about 1 MB for a million events, and some 50 bytes for each task and run.
/// </summary>
/// <remarks>
/// A block keeps hashes: two words may share one, so what is found is always looked at again. Tasks and runs are not in it, since their
/// streams lead to them. Labels of data sources are hashed with a secret of this process, and nothing of them is kept that could be read.
/// </remarks>
public sealed class HistoryIndex(IStore store, TimeProvider clock) : IDisposable
{
    internal const int Block = 256;
    private const int Step = 16 * Block;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<int[]> _blocks = [];
    private readonly ConcurrentDictionary<string, string> _homes = new();
    private readonly ConcurrentDictionary<string, bool> _images = new();
    private readonly OrderIndex _orders = new();

    /// <summary>All events up to this position are in.</summary>
    public long Indexed
    {
        get
        {
            lock (_blocks)
            {
                return (long)_blocks.Count * Block;
            }
        }
    }

    /// <summary>Whether all but the last events, which fill no block yet, are in.</summary>
    internal bool Covers(long head) => Indexed >= head - (head % Block);

    /// <summary>The images that were ever asked for, in lower case.</summary>
    internal IEnumerable<string> Images => _images.Keys;

    public void Dispose() => _turn.Dispose();

    /// <summary>Takes in what the log has gained, for about as long as is given: the first search after a start has all of it to go through.</summary>
    public async Task CatchUp(TimeSpan most, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var start = clock.GetTimestamp();
            for (var more = true; more && clock.GetElapsedTime(start) < most;)
            {
                var events = await store.Log.Read(Indexed, Step, cancellationToken);
                var labels = await Labels(events, cancellationToken);
                foreach (var stored in events)
                {
                    Note(stored, labels);
                }

                foreach (var block in events.Chunk(Block).Where(block => block.Length == Block))
                {
                    Add(block, labels);
                }

                more = events.Count == Step;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>False when no event of the block can have them: one word of each set.</summary>
    internal bool MayHold(long block, IReadOnlyList<IReadOnlySet<string>> all)
    {
        int[] hashes;
        lock (_blocks)
        {
            if (block >= _blocks.Count)
            {
                return true;
            }

            hashes = _blocks[(int)block];
        }

        return all.All(any => any.Any(word => Array.BinarySearch(hashes, Hash(word)) >= 0));
    }

    /// <summary>An event's words, with the organisations of the people and nodes it names, and the labels of its data sources.</summary>
    internal IReadOnlySet<string> Words(StoredEvent stored, IReadOnlyDictionary<long, string[]> labels)
    {
        var words = EventWords.Of(stored);
        foreach (var word in words.ToArray())
        {
            if (_homes.TryGetValue(word, out var home))
            {
                words.Add(home);
            }
        }

        words.UnionWith(labels.GetValueOrDefault(stored.Position, []));
        return words;
    }

    /// <summary>Where the order is that an event goes back to, when it is another one.</summary>
    internal long? OrderOf(StoredEvent stored) =>
        _orders.Of(stored.Stream) is { } order && order.Position != stored.Position ? order.Position : null;

    /// <summary>The words for the data sources that tasks name, as far as they are not erased, by position.</summary>
    internal async Task<IReadOnlyDictionary<long, string[]>> Labels(IEnumerable<StoredEvent> events, CancellationToken cancellationToken)
    {
        var orders = events.Where(stored => stored.Name.StartsWith("task.created/", StringComparison.Ordinal))
            .Select(stored => (stored.Position, stored.Stream, Order: Replay.TaskHistory.Decoded(stored) as TaskCreated))
            .Where(task => task.Order is { Databases.Count: > 0 }).ToArray();
        // Its own, so that no key is left in memory that the vault has lost.
        var seals = new SealedFields(_ => throw new UnreachableException("Who searches seals nothing."));
        await seals.Prepare(store.Vault, orders.Select(task => task.Stream), [], cancellationToken);
        return orders.ToDictionary(
            task => task.Position,
            task => task.Order!.Databases.Select(database => Open(seals, task.Stream, database.Label)).OfType<string>().Select(EventWords.OfLabel).ToArray());
    }

    private static string? Open(SealedFields seals, string owner, Sealed text)
    {
        try
        {
            return seals.Open(owner, text.Value);
        }
        // Somebody changed it in the database: verification says so, a search leaves it out.
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private void Note(StoredEvent stored, IReadOnlyDictionary<long, string[]> labels)
    {
        if (stored.Name.Split('/')[0] is not ("user.created" or "node.created" or "task.created"))
        {
            return;
        }

        foreach (var word in EventWords.Of(stored))
        {
            if (word.StartsWith(EventWords.Image, StringComparison.Ordinal))
            {
                _images.TryAdd(word[EventWords.Image.Length..], true);
            }
            else if (word.StartsWith("organisation-", StringComparison.Ordinal) && !stored.Stream.StartsWith("task-", StringComparison.Ordinal))
            {
                _homes[stored.Stream] = word;
            }
        }

        if (Replay.TaskHistory.Decoded(stored) is TaskCreated created)
        {
            _orders.Note(created, new OrderIndex.Order(stored.Position, [.. Words(stored, labels).Where(EventWords.IsOfOrder).Select(Hash)]));
        }
    }

    private void Add(StoredEvent[] block, IReadOnlyDictionary<long, string[]> labels)
    {
        var hashes = new HashSet<int>();
        foreach (var stored in block)
        {
            hashes.UnionWith(Words(stored, labels).Where(Kept).Select(Hash));
            hashes.UnionWith(_orders.Of(stored.Stream)?.Hashes ?? []);
        }

        int[] sorted = [.. hashes.Order()];
        lock (_blocks)
        {
            _blocks.Add(sorted);
        }
    }

    private static bool Kept(string word) =>
        !word.StartsWith("run-", StringComparison.Ordinal) && !word.StartsWith("task-", StringComparison.Ordinal);

    // Of this process only: another start hashes otherwise.
    private static int Hash(string word) => string.GetHashCode(word, StringComparison.Ordinal);
}
