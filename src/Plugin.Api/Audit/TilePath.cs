using System.Globalization;
using System.Text.RegularExpressions;
using Plugin.EventLog.Proving;

namespace Plugin.Api.Audit;

/// <summary>
/// Index and width of a tile as C2SP tlog-tiles spells them: <c>x001/x234/067</c> is tile 1234067, <c>.p/5</c> after it asks for its first
/// five hashes. One tile has one spelling.
/// </summary>
internal sealed partial record TilePath(long Index, int Width)
{
    public static TilePath? Parse(string path)
    {
        var match = Spelling().Match(path);
        if (!match.Success)
        {
            return null;
        }

        var index = long.Parse(match.Groups["index"].Value.Replace("x", "").Replace("/", ""), CultureInfo.InvariantCulture);
        var width = match.Groups["width"] is { Success: true } part ? int.Parse(part.Value, CultureInfo.InvariantCulture) : LogTree.Width;
        return width < LogTree.Width || !match.Groups["width"].Success ? new TilePath(index, width) : null;
    }

    // Up to five groups: 256 × 10^15 events. A leading group of zeros would be a second spelling.
    [GeneratedRegex(@"\A(?<index>((?!x000)x[0-9]{3}/(x[0-9]{3}/){0,3})?[0-9]{3})(\.p/(?<width>[1-9][0-9]{0,2}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Spelling();
}
