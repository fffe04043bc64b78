namespace Plugin.Algorithms.Data;

/// <summary>What a method computes on: the rows of all sources, each of which has to have the columns that are asked for.</summary>
internal sealed class Table(IReadOnlyList<Rows> parts)
{
    /// <summary>The columns that every source has, in the first one's order.</summary>
    public IReadOnlyList<string> Columns => [.. parts[0].Columns.Where(column => parts.All(part => part.Columns.Contains(column)))];

    public int Count => parts.Sum(part => part.Count);

    /// <summary>A column as text; null where the value is missing.</summary>
    public string?[] Texts(string column) => [.. parts.SelectMany(part => part.Texts(column))];

    /// <summary>A column as numbers; null where the value is missing.</summary>
    public double?[] Numbers(string column) => [.. parts.SelectMany(part => part.Numbers(column))];
}
