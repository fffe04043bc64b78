using System.Text.RegularExpressions;

namespace Plugin.Node.AccessLog;

internal static partial class Locations
{
    /// <summary>An address without what lets one in: user names and passwords, also those among its parameters.</summary>
    public static string Shown(string uri) => Parameter.Replace(User.Replace(uri, "://"), "$1=…");

    [GeneratedRegex("://[^/@]*@")]
    private static partial Regex User { get; }

    [GeneratedRegex("(?i)(user|username|uid|password|pwd|token|secret)=[^&;]*")]
    private static partial Regex Parameter { get; }
}
