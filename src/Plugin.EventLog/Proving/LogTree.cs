using System.Numerics;
using Plugin.Proofs;

namespace Plugin.EventLog.Proving;

/// <summary>
/// The log's Merkle tree, read from its tiles: a root or a proof costs a few reads for each of its levels, at any size of the log. Tiles
/// that are missing are stored first, by whoever needs them; two at once store the same bytes.
/// </summary>
public sealed class LogTree(IStore store)
{
    /// <summary>Hashes of a full tile, and tiles whose roots make one of the level above.</summary>
    public const int Width = 256;

    private const int Height = 8;
    private const int TilesAtOnce = 64;

    private readonly IProofTables _tables = store.Proof;

    /// <summary>Stores all full tiles of the tree of the first <paramref name="size"/> events.</summary>
    public async Task Store(long size, CancellationToken cancellationToken)
    {
        for (var (level, full) = (0, size / Width); full > 0; (level, full) = (level + 1, full / Width))
        {
            var next = await _tables.CountTiles(level, cancellationToken);
            while (next < full)
            {
                var count = (int)Math.Min(TilesAtOnce, full - next);
                var hashes = await Below(level, next * Width, count * Width, cancellationToken);
                await _tables.WriteTiles([.. hashes.Chunk(Width).Select((tile, i) => Tile(level, next + i, tile))], cancellationToken);
                next += count;
            }
        }
    }

    public async Task<byte[]> Root(long size, CancellationToken cancellationToken)
    {
        await Store(size, cancellationToken);
        return size == 0 ? MerkleTree.EmptyRoot : await Hash(0, size, cancellationToken);
    }

    /// <summary>The audit path of one leaf in the tree of the first <paramref name="size"/> events.</summary>
    public async Task<IReadOnlyList<byte[]>> InclusionProof(long index, long size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        await Store(size, cancellationToken);
        return await Hashes(TreeProof.Inclusion(index, size), cancellationToken);
    }

    /// <summary>Proves that the tree of the first <paramref name="from"/> events is how the tree of the first <paramref name="to"/> begins.</summary>
    public async Task<IReadOnlyList<byte[]>> ConsistencyProof(long from, long to, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        await Store(to, cancellationToken);
        return await Hashes(TreeProof.Consistency(from, to), cancellationToken);
    }

    /// <summary>The hashes of subtrees below a checkpoint: all full tiles are stored, so this only reads.</summary>
    internal Task<IReadOnlyList<byte[]>> Subtrees(IEnumerable<LeafRange> ranges, CancellationToken cancellationToken) =>
        Hashes(ranges, cancellationToken);

    /// <summary>The first hashes of a tile, as tlog-tiles serves them; null when the tree of <paramref name="size"/> events has not so many.</summary>
    public async Task<byte[]?> Tile(int level, long index, int width, long size, CancellationToken cancellationToken)
    {
        var first = index * Width;
        if (level * Height >= 63 || first + width > size >> (level * Height))
        {
            return null;
        }

        await Store(size, cancellationToken);
        return Joined(await AtLevel(level, first, width, cancellationToken));
    }

    private async Task<IReadOnlyList<byte[]>> Hashes(IEnumerable<LeafRange> ranges, CancellationToken cancellationToken)
    {
        var hashes = new List<byte[]>();
        foreach (var range in ranges)
        {
            hashes.Add(await Hash(range.First, range.Count, cancellationToken));
        }

        return hashes;
    }

    // Ranges are subtrees of the tree: what is left of a split is complete, and only the right edge is not.
    private async Task<byte[]> Hash(long first, long count, CancellationToken cancellationToken)
    {
        if (!BitOperations.IsPow2(count))
        {
            var split = TreeProof.Split(count);
            var left = await Hash(first, split, cancellationToken);
            var right = await Hash(first + split, count - split, cancellationToken);
            return MerkleTree.HashChildren(left, right);
        }

        var height = BitOperations.Log2((ulong)count);
        var level = height / Height;
        return MerkleTree.Root(await AtLevel(level, first >> (level * Height), 1 << (height % Height), cancellationToken));
    }

    // Hashes of one tile, which may not be full yet: then they are the leaves, or the roots of the full tiles below.
    private async Task<IReadOnlyList<byte[]>> AtLevel(int level, long first, int count, CancellationToken cancellationToken)
    {
        if (await _tables.Tile(level, first / Width, cancellationToken) is { } tile)
        {
            return [.. tile.Hashes.Chunk(MerkleTree.HashSize).Skip((int)(first % Width)).Take(count)];
        }

        return await Below(level, first, count, cancellationToken);
    }

    private async Task<IReadOnlyList<byte[]>> Below(int level, long first, int count, CancellationToken cancellationToken)
    {
        var hashes = level == 0
            ? await _tables.Leaves(first, count, cancellationToken)
            : await _tables.TileRoots(level - 1, first, count, cancellationToken);
        return hashes.Count == count
            ? hashes
            : throw new LogUnusableException(
                $"The log has no hashes {first} to {first + count - 1} at level {level} of its tree: events or tiles were removed. `plugin log verify` shows where.");
    }

    private static HashTile Tile(int level, long index, byte[][] hashes) => new(level, index, Joined(hashes), MerkleTree.Root(hashes));

    private static byte[] Joined(IEnumerable<byte[]> hashes) => [.. hashes.SelectMany(hash => hash)];
}
