namespace Plugin.Proofs;

/// <summary>Verification as in RFC 9162, sections 2.1.3.2 and 2.1.4.2 (the hashes are those of RFC 6962).</summary>
public static class ProofCheck
{
    /// <summary>True when the leaf is at <paramref name="index"/> in the tree with this size and root.</summary>
    public static bool Includes(byte[] leaf, long index, long size, IReadOnlyList<byte[]> path, byte[] root)
    {
        if (index < 0 || index >= size)
        {
            return false;
        }

        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in path)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = MerkleTree.HashChildren(sibling, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                hash = MerkleTree.HashChildren(hash, sibling);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && hash.AsSpan().SequenceEqual(root);
    }

    /// <summary>True when the larger tree begins with the smaller one. Every tree begins with the empty one.</summary>
    public static bool Extends(long oldSize, byte[] oldRoot, long size, byte[] root, IReadOnlyList<byte[]> proof)
    {
        if (oldSize < 0 || oldSize > size)
        {
            return false;
        }

        if (oldSize == 0 || oldSize == size)
        {
            var expected = oldSize == 0 ? MerkleTree.EmptyRoot : root;
            return proof.Count == 0 && oldRoot.AsSpan().SequenceEqual(expected);
        }

        // A complete old tree is a node of the new one, so the proof does not repeat its root.
        var path = (oldSize & (oldSize - 1)) == 0 ? [oldRoot, .. proof] : proof;
        if (path.Count == 0)
        {
            return false;
        }

        var (node, last) = (oldSize - 1, size - 1);
        while ((node & 1) == 1)
        {
            node >>= 1;
            last >>= 1;
        }

        var (oldHash, hash) = (path[0], path[0]);
        foreach (var sibling in path.Skip(1))
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                oldHash = MerkleTree.HashChildren(sibling, oldHash);
                hash = MerkleTree.HashChildren(sibling, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                hash = MerkleTree.HashChildren(hash, sibling);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && oldHash.AsSpan().SequenceEqual(oldRoot) && hash.AsSpan().SequenceEqual(root);
    }
}
