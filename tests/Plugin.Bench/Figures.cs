using System.Globalization;
using Plugin.Testing;

namespace Plugin.Bench;

/// <summary>Named numbers. A run replaces the figures it measured in the file and keeps the others.</summary>
internal sealed class Figures
{
    private readonly SortedDictionary<string, double> _figures = new(StringComparer.Ordinal);

    public void Set(string name, double value)
    {
        _figures[name] = value;
        Console.WriteLine($"  {name} = {Text(value)}");
    }

    public Task Write(string path, CancellationToken cancellationToken) => FiguresFile.Add(path, _figures, cancellationToken);

    public void Print(TextWriter writer)
    {
        var width = _figures.Keys.Max(name => name.Length);
        writer.WriteLine();
        writer.WriteLine($"{"figure".PadRight(width)}  {"measured",12}  {"goal",10}");
        foreach (var (name, value) in _figures)
        {
            var line = $"{name.PadRight(width)}  {Text(value),12}";
            writer.WriteLine(Goal.Of(name) is not { } goal
                ? line
                : $"{line}  {(goal.AtLeast ? "≥" : "≤")} {Text(goal.Value),8}  {(goal.IsReached(value) ? "reached" : "NOT REACHED")}");
        }
    }

    private static string Text(double value) =>
        value.ToString(value >= 100 ? "#,##0" : "0.000", CultureInfo.InvariantCulture);
}
