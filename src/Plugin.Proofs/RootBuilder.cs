namespace Plugin.Proofs;

/// <summary>
/// The root of a growing tree in memory that grows with the logarithm of its size: it keeps the roots of the complete subtrees, one per
/// bit that is set in the size.
/// </summary>
public sealed class RootBuilder
{
    private readonly List<byte[]> _peaks = [];

    public long Size { get; private set; }

    public void Add(byte[] leaf) => Add(leaf, height: 0);

    /// <summary>Adds the next 2^<paramref name="height"/> leaves by the root of the subtree they make.</summary>
    /// <exception cref="ArgumentException">The tree's size is no multiple of that, so they make no subtree of it.</exception>
    public void Add(byte[] hash, int height)
    {
        if ((Size & ((1L << height) - 1)) != 0)
        {
            throw new ArgumentException($"A subtree of height {height} does not begin at leaf {Size}.", nameof(height));
        }

        for (var size = Size >> height; (size & 1) == 1; size >>= 1)
        {
            hash = MerkleTree.HashChildren(_peaks[^1], hash);
            _peaks.RemoveAt(_peaks.Count - 1);
        }

        _peaks.Add(hash);
        Size += 1L << height;
    }

    public byte[] Root() => Root(null) ?? MerkleTree.EmptyRoot;

    /// <summary>The root with one more node at the right edge, smaller than any subtree here; null when there is nothing at all.</summary>
    public byte[]? Root(byte[]? edge)
    {
        for (var i = _peaks.Count - 1; i >= 0; i--)
        {
            edge = edge is null ? _peaks[i] : MerkleTree.HashChildren(_peaks[i], edge);
        }

        return edge;
    }
}
