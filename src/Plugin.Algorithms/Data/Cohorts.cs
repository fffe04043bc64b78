using Plugin.Algorithms.Container;

namespace Plugin.Algorithms.Data;

/// <summary>
/// The row sets that one question is answered for: all rows, and the rows of each value of each grouping column. Rows whose grouping value
/// is missing belong to no group of that column.
/// </summary>
internal static class Cohorts
{
    /// <summary>The identity of a row set across hospitals; both null: all rows.</summary>
    internal sealed record Key(string? By, string? Level)
    {
        public static readonly Key All = new(null, null);

        // Names the grouping column but not its value, which is data.
        public string Description => By is null ? "all patients" : $"a group of '{By}'";
    }

    public static Dictionary<Key, int[]> Of(Table table, IReadOnlyList<string> groupBy)
    {
        var cohorts = new Dictionary<Key, int[]> { [Key.All] = [.. Enumerable.Range(0, table.Count)] };
        foreach (var column in groupBy)
        {
            var levels = table.Texts(column);
            foreach (var group in Enumerable.Range(0, table.Count).Where(row => levels[row] is not null).GroupBy(row => levels[row]!))
            {
                cohorts[new Key(column, group.Key)] = [.. group];
            }
        }

        return cohorts;
    }

    /// <summary>
    /// A station may set MINIMUM_GROUP_SIZE: then nothing is told about fewer patients than that. Without it there is no such limit, since
    /// what is too small depends on the data and on what was agreed about it.
    /// </summary>
    public static void RequireSize(ContainerVariables variables, int count, string what)
    {
        if (variables.Find("MINIMUM_GROUP_SIZE") is not { } text)
        {
            return;
        }

        if (!int.TryParse(text, out var minimum))
        {
            throw new AlgorithmFailure("The station's setting MINIMUM_GROUP_SIZE is not a whole number.");
        }

        if (count > 0 && count < minimum)
        {
            throw new AlgorithmFailure($"This station gives no figures about {what}: fewer than {minimum} patients.");
        }
    }
}
