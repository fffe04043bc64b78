using System.Numerics;

namespace Plugin.EventLog.Proving;

/// <summary>A subtree, by the leaves below it.</summary>
internal readonly record struct LeafRange(long First, long Count);

/// <summary>Which subtrees' hashes make a proof, from the leaf's side towards the root: RFC 6962, sections 2.1.1 and 2.1.2.</summary>
internal static class TreeProof
{
    public static IReadOnlyList<LeafRange> Inclusion(long index, long size)
    {
        var path = new List<LeafRange>();
        for (var (first, count) = (0L, size); count > 1;)
        {
            var split = Split(count);
            if (index < first + split)
            {
                path.Add(new LeafRange(first + split, count - split));
                count = split;
            }
            else
            {
                path.Add(new LeafRange(first, split));
                (first, count) = (first + split, count - split);
            }
        }

        path.Reverse();
        return path;
    }

    public static IReadOnlyList<LeafRange> Consistency(long from, long to)
    {
        var proof = new List<LeafRange>();
        if (from == 0 || from == to)
        {
            return proof;
        }

        var (first, count) = (0L, to);
        while (first + count != from)
        {
            var split = Split(count);
            if (from <= first + split)
            {
                proof.Add(new LeafRange(first + split, count - split));
                count = split;
            }
            else
            {
                proof.Add(new LeafRange(first, split));
                (first, count) = (first + split, count - split);
            }
        }

        // The old tree itself is known to who asks; a part of it is not.
        if (first > 0)
        {
            proof.Add(new LeafRange(first, count));
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>The largest power of two below a count above 1.</summary>
    public static long Split(long count) => 1L << BitOperations.Log2((ulong)count - 1);
}
