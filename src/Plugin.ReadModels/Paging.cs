namespace Plugin.ReadModels;

/// <param name="Number">From 1.</param>
/// <param name="Sort">Names from the query's <c>Sortable</c>.</param>
public sealed record PageRequest(int Number, int Size, IReadOnlyList<SortKey> Sort)
{
    /// <summary>Rows before the page. Skipping rows costs as much as reading them, so there is an end to it.</summary>
    public const long MaxOffset = 1_000_000;

    public static PageRequest First(int size) => new(1, size, []);

    public long Offset => (long)(Number - 1) * Size;
}

public sealed record SortKey(string Name, bool Descending);

/// <param name="Total">How many rows match in all, as far as they were counted: counting on would cost more with every task ever made.</param>
/// <param name="TotalIsExact">False when there are more, or may be by now.</param>
public sealed record PageOf<T>(IReadOnlyList<T> Rows, long Total, bool TotalIsExact);
