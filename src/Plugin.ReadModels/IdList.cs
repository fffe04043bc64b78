namespace Plugin.ReadModels;

/// <summary>Ids as text, <c>,4,5,</c>, so that <c>like '%,4,%'</c> finds one; and ids to look for.</summary>
internal static class IdList
{
    public static string Write(IEnumerable<int> ids) => ids.Aggregate(",", (text, id) => $"{text}{id},");

    /// <summary>As many ids as a power of two, so that there are only so many statements to prepare: the last is repeated.</summary>
    public static IReadOnlyCollection<int> Padded(IReadOnlyCollection<int> ids)
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)ids.Count);
        return size == ids.Count ? ids : [.. ids, .. Enumerable.Repeat(ids.Last(), size - ids.Count)];
    }

    public static IReadOnlyList<int> Read(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
