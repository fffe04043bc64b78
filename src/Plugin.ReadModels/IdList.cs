namespace Plugin.ReadModels;

/// <summary>Ids as text, <c>,4,5,</c>, so that <c>like '%,4,%'</c> finds one.</summary>
internal static class IdList
{
    public static string Write(IEnumerable<int> ids) => ids.Aggregate(",", (text, id) => $"{text}{id},");

    public static IReadOnlyList<int> Read(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
