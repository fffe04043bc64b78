namespace Plugin.ReadModels;

/// <summary>
/// Text as it is searched by: with small letters, as far as both databases agree on them. Patterns have SQL's wildcards.
/// </summary>
internal static class SearchText
{
    /// <summary>What comes after every text that begins with another, put behind that one.</summary>
    private const string Last = "\U0010FFFF";

    public static string? Key(string? text) => text is null ? null : string.Create(text.Length, text, static (key, from) =>
    {
        for (var i = 0; i < key.Length; i++)
        {
            key[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
        }
    });

    /// <summary>The text that a pattern begins with, without wildcards, and whether that is all of it.</summary>
    public static (string Start, bool Whole) StartOf(string pattern)
    {
        var start = new System.Text.StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '%' or '_':
                    return (start.ToString(), false);
                case '\\' when i + 1 < pattern.Length:
                    start.Append(pattern[++i]);
                    break;
                default:
                    start.Append(pattern[i]);
                    break;
            }
        }

        return (start.ToString(), true);
    }

    /// <summary>The first text that does not begin with this one any more.</summary>
    public static string EndOf(string start) => start + Last;
}
