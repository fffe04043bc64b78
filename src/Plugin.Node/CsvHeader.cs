using System.Text;

namespace Plugin.Node;

/// <summary>The names in the first line of a csv.</summary>
internal static class CsvHeader
{
    // A first line that is longer is no header but a file of another kind.
    private const int Longest = 1 << 20;

    /// <summary>Empty when there is no line that could be one.</summary>
    public static IReadOnlyList<string> Names(TextReader csv)
    {
        var names = new List<string>();
        var name = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < Longest; i++)
        {
            switch (csv.Read())
            {
                case -1 or '\n' when !quoted:
                    names.Add(name.ToString().TrimEnd('\r'));
                    return names is [""] ? [] : names;
                case -1:
                    return [];
                case '"' when quoted && csv.Peek() == '"':
                    name.Append((char)csv.Read());
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    names.Add(name.ToString());
                    name.Clear();
                    break;
                case var character:
                    name.Append((char)character);
                    break;
            }
        }

        return [];
    }
}
