namespace Plugin.Policies;

/// <summary>Addresses of algorithm stores, as plain text or as regular expressions for the whole address.</summary>
internal sealed class StoreList(IReadOnlyList<string> entries)
{
    public bool IsEmpty => entries.Count == 0;

    /// <summary>The entry that matches; null when none does. A slash at the end makes no difference.</summary>
    public string? Match(string store) => entries.FirstOrDefault(e =>
        ImageList.IsPattern(e) ? ImageList.Whole(e).IsMatch(store) : e.TrimEnd('/') == store.TrimEnd('/'));
}
