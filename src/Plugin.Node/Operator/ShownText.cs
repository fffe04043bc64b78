using System.Globalization;
using System.Text;

namespace Plugin.Node.Operator;

/// <summary>
/// Text from outside as a terminal and a page may show it: what would move the cursor, change colours, turn the direction of writing or not be seen
/// at all stands there as its code.
/// </summary>
public static class ShownText
{
    public static string Of(string? text)
    {
        var shown = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            _ = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                ? shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}")
                : shown.Append(rune);
        }

        return shown.ToString();
    }
}
