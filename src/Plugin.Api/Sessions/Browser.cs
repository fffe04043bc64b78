namespace Plugin.Api.Sessions;

/// <summary>A browser's long name for itself in two words that people know.</summary>
internal static class Browser
{
    private const int MostUnknown = 40;

    // The first that fits: nearly all of them say that they are some of the others as well.
    private static readonly (string Mark, string Name)[] Programs =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Macintosh", "macOS"), ("Linux", "Linux"),
    ];

    public static string InShort(string? agent)
    {
        if (string.IsNullOrWhiteSpace(agent))
        {
            return "unknown";
        }

        var (program, system) = (Find(Programs, agent), Find(Systems, agent));
        return program is null
            ? new string([.. agent.Split(' ')[0].Where(letter => letter is > ' ' and < '\x7f').Take(MostUnknown)])
            : system is null ? program : $"{program}, {system}";
    }

    private static string? Find((string Mark, string Name)[] known, string agent) =>
        known.FirstOrDefault(one => agent.Contains(one.Mark, StringComparison.Ordinal)).Name;
}
