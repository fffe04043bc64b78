using System.Globalization;

namespace Plugin.Algorithms.Data;

/// <summary>The order in which categories are listed: numbers by value; texts by character, those that begin with a sign first.</summary>
internal static class Levels
{
    public static IReadOnlyList<string> InOrder(IEnumerable<string> levels)
    {
        var distinct = levels.Distinct().ToList();
        return distinct.All(level => Number(level) is not null)
            ? [.. distinct.OrderBy(Number).ThenBy(level => level, StringComparer.Ordinal)]
            : [.. distinct.OrderBy(level => char.IsLetterOrDigit(level, 0)).ThenBy(level => level, StringComparer.Ordinal)];
    }

    private static double? Number(string level) =>
        double.TryParse(level, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
