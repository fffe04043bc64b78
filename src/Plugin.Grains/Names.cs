namespace Plugin.Grains;

/// <summary>Unique names: whatever their case, each belongs to at most one thing that is not retired.</summary>
internal static class Names
{
    public static void TakeName(this Turn turn, string kind, string name, string owner) => turn.Take(kind, name.ToLowerInvariant(), owner);

    public static void ReleaseName(this Turn turn, string kind, string name, string owner) =>
        turn.Release(kind, name.ToLowerInvariant(), owner);

    /// <param name="to">Null when the name stays. One that differs in case only is the same key.</param>
    public static void Rename(this Turn turn, string kind, string from, string? to, string owner)
    {
        if (to is not null && !string.Equals(to.ToLowerInvariant(), from.ToLowerInvariant(), StringComparison.Ordinal))
        {
            turn.ReleaseName(kind, from, owner);
            turn.TakeName(kind, to, owner);
        }
    }
}
