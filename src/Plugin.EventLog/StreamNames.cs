namespace Plugin.EventLog;

internal static class StreamNames
{
    /// <summary>The first name after all that begin with a prefix: names compare by byte.</summary>
    public static string EndOf(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);
}
