using System.Globalization;
using System.Text.RegularExpressions;

namespace Plugin.Node.Witnessing;

/// <summary>A log's origin: <c>plugin/&lt;hub uuid&gt;/&lt;generation&gt;</c>.</summary>
internal sealed partial record LogName(string Hub, int Generation)
{
    /// <exception cref="FormatException">It is no such name.</exception>
    public static LogName Parse(string origin)
    {
        var match = Spelling.Match(origin);
        return match.Success && int.TryParse(match.Groups["generation"].Value, CultureInfo.InvariantCulture, out var generation)
            ? new LogName(match.Groups["hub"].Value, generation)
            : throw new FormatException($"'{origin}' does not name a hub's log; that looks like plugin/<uuid>/1.");
    }

    public string NodeName(int node) => $"plugin/{Hub}/node/{node}";

    [GeneratedRegex(@"\Aplugin/(?<hub>[0-9a-f-]{36})/(?<generation>[1-9][0-9]*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Spelling { get; }
}
