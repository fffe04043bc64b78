using System.Numerics;
using System.Security.Cryptography;

namespace Plugin.Proofs;

/// <summary>
/// The Merkle tree of RFC 6962, section 2.1, over leaf hashes. A tree of n leaves splits at the largest power of two below n. Proofs are
/// lists of 32-byte hashes, from the leaf's side towards the root.
/// </summary>
public static class MerkleTree
{
    public const int HashSize = 32;

    public static byte[] EmptyRoot => SHA256.HashData([]);

    public static byte[] HashLeaf(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0x00]);
        hash.AppendData(entry);
        return hash.GetHashAndReset();
    }

    public static byte[] HashChildren(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> node = stackalloc byte[1 + 2 * HashSize];
        node[0] = 0x01;
        left.CopyTo(node[1..]);
        right.CopyTo(node[(1 + HashSize)..]);
        return SHA256.HashData(node);
    }

    public static byte[] Root(IReadOnlyList<byte[]> leaves) => Root(leaves, 0, leaves.Count);

    /// <summary>The audit path of the leaf at <paramref name="index"/> in the tree of the first <paramref name="size"/> leaves.</summary>
    public static IReadOnlyList<byte[]> InclusionProof(IReadOnlyList<byte[]> leaves, int index, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, leaves.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<byte[]>();
        AddPath(path, leaves, index, 0, size);
        return path;
    }

    /// <summary>Proves that the tree of <paramref name="oldSize"/> leaves is a prefix of the tree of <paramref name="size"/> leaves.</summary>
    public static IReadOnlyList<byte[]> ConsistencyProof(IReadOnlyList<byte[]> leaves, int oldSize, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, leaves.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, size);
        var proof = new List<byte[]>();
        if (oldSize > 0 && oldSize < size)
        {
            AddSubproof(proof, leaves, oldSize, 0, size, oldIsComplete: true);
        }

        return proof;
    }

    private static byte[] Root(IReadOnlyList<byte[]> leaves, int from, int count)
    {
        if (count <= 1)
        {
            return count == 0 ? EmptyRoot : leaves[from];
        }

        var split = Split(count);
        return HashChildren(Root(leaves, from, split), Root(leaves, from + split, count - split));
    }

    private static void AddPath(List<byte[]> path, IReadOnlyList<byte[]> leaves, int index, int from, int count)
    {
        if (count == 1)
        {
            return;
        }

        var split = Split(count);
        if (index < split)
        {
            AddPath(path, leaves, index, from, split);
            path.Add(Root(leaves, from + split, count - split));
        }
        else
        {
            AddPath(path, leaves, index - split, from + split, count - split);
            path.Add(Root(leaves, from, split));
        }
    }

    private static void AddSubproof(
        List<byte[]> proof, IReadOnlyList<byte[]> leaves, int oldSize, int from, int count, bool oldIsComplete)
    {
        if (oldSize == count)
        {
            if (!oldIsComplete)
            {
                proof.Add(Root(leaves, from, count));
            }

            return;
        }

        var split = Split(count);
        if (oldSize <= split)
        {
            AddSubproof(proof, leaves, oldSize, from, split, oldIsComplete);
            proof.Add(Root(leaves, from + split, count - split));
        }
        else
        {
            AddSubproof(proof, leaves, oldSize - split, from + split, count - split, oldIsComplete: false);
            proof.Add(Root(leaves, from, split));
        }
    }

    private static int Split(int count) => (int)(BitOperations.RoundUpToPowerOf2((uint)count) / 2);
}
