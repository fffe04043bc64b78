using Plugin.EventLog.Proving;
using Plugin.Proofs;

namespace Plugin.EventLog.Verifying;

/// <summary>The log's tree as it grows from leaves made anew, compared with each stored tile as soon as it is full.</summary>
internal sealed class TileCheck(IProofTables tables)
{
    private readonly List<Level> _levels = [];

    public long Size { get; private set; }

    public long Good { get; private set; }

    /// <summary>Null, or the stored tile that this leaf completes and that is not what it should be.</summary>
    public async ValueTask<BadTile?> Add(byte[] leaf, CancellationToken cancellationToken)
    {
        Size++;
        var hash = leaf;
        for (var number = 0; ; number++)
        {
            if (number == _levels.Count)
            {
                _levels.Add(new Level(await tables.CountTiles(number, cancellationToken)));
            }

            var level = _levels[number];
            level.Add(hash);
            if (level.Width < LogTree.Width)
            {
                return null;
            }

            hash = level.Root.Root();
            if (level.Index < level.Stored)
            {
                if (Wrong(await tables.Tile(number, level.Index, cancellationToken), level.Hashes, hash) is { } why)
                {
                    return new BadTile(number, level.Index, Size, why);
                }

                Good++;
            }

            level.Next();
        }
    }

    public byte[] Root()
    {
        byte[]? edge = null;
        foreach (var level in _levels)
        {
            edge = level.Root.Root(edge);
        }

        return edge ?? MerkleTree.EmptyRoot;
    }

    private static string? Wrong(HashTile? tile, ReadOnlySpan<byte> hashes, byte[] root) =>
        tile is null ? "it is missing, though later ones are there"
        : !hashes.SequenceEqual(tile.Hashes) ? "its hashes are not those of the events"
        : !root.AsSpan().SequenceEqual(tile.Root) ? "its root is not that of its hashes"
        : null;

    /// <param name="stored">How many tiles there were when the level was first reached; later ones are not asked for.</param>
    private sealed class Level(long stored)
    {
        private readonly byte[] _hashes = new byte[LogTree.Width * MerkleTree.HashSize];

        public long Stored => stored;

        public long Index { get; private set; }

        public RootBuilder Root { get; private set; } = new();

        public int Width => (int)Root.Size;

        public ReadOnlySpan<byte> Hashes => _hashes;

        public void Add(byte[] hash)
        {
            hash.CopyTo(_hashes.AsSpan(Width * MerkleTree.HashSize));
            Root.Add(hash);
        }

        public void Next()
        {
            Root = new RootBuilder();
            Index++;
        }
    }
}
