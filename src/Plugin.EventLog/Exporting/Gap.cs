using System.Numerics;
using Plugin.EventLog.Proving;

namespace Plugin.EventLog.Exporting;

/// <summary>What fills the place of leaves that are not there: the largest complete subtrees that fit, from left to right.</summary>
internal static class Gap
{
    public static IEnumerable<LeafRange> Subtrees(long from, long to)
    {
        while (from < to)
        {
            var fits = BitOperations.Log2((ulong)(to - from));
            var height = from == 0 ? fits : Math.Min(fits, BitOperations.TrailingZeroCount(from));
            yield return new LeafRange(from, 1L << height);
            from += 1L << height;
        }
    }
}
