namespace Plugin.Node.Configuration;

/// <summary>What somebody who wrote an unknown key may have meant.</summary>
internal static class NearestName
{
    /// <param name="here">Where the unknown key stands, such as <c>limits.</c>.</param>
    /// <param name="known">All keys with their paths.</param>
    /// <returns>A key with its path, or null when nothing is near.</returns>
    public static string? Of(string here, string unknown, IEnumerable<string> known)
    {
        var words = Letters(unknown);
        return known
            .Select(key => (Key: key, Distance: Distance(words, Letters(Leaf(key))), IsHere: key.StartsWith(here, StringComparison.Ordinal) && !key[here.Length..].Contains('.')))
            // Elsewhere only the very same name is a guess worth making.
            .Where(k => k.IsHere
                ? k.Distance <= Math.Max(2, words.Length / 3) || Letters(Leaf(k.Key)).StartsWith(words, StringComparison.Ordinal)
                : k.Distance == 0)
            .OrderBy(k => !k.IsHere).ThenBy(k => k.Distance)
            .Select(k => k.Key)
            .FirstOrDefault();
    }

    private static string Leaf(string key) => key[(key.LastIndexOf('.') + 1)..];

    // shareLogs, share-logs and share_logs are the same to whoever writes them.
    private static string Letters(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[b.Length];
    }
}
