namespace Plugin.Proofs;

/// <summary>
/// The root of a growing tree in memory that grows with the logarithm of its size: it keeps the roots of the complete subtrees, one per
/// bit that is set in the size.
/// </summary>
public sealed class RootBuilder
{
    private readonly List<byte[]> _peaks = [];

    public long Size { get; private set; }

    public void Add(byte[] leaf)
    {
        var hash = leaf;
        for (var size = Size; (size & 1) == 1; size >>= 1)
        {
            hash = MerkleTree.HashChildren(_peaks[^1], hash);
            _peaks.RemoveAt(_peaks.Count - 1);
        }

        _peaks.Add(hash);
        Size++;
    }

    public byte[] Root()
    {
        if (_peaks.Count == 0)
        {
            return MerkleTree.EmptyRoot;
        }

        var root = _peaks[^1];
        for (var i = _peaks.Count - 2; i >= 0; i--)
        {
            root = MerkleTree.HashChildren(_peaks[i], root);
        }

        return root;
    }
}
