using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plugin.Bench;

/// <summary>Named numbers. A run replaces the figures it measured in the file and keeps the others.</summary>
internal sealed class Figures
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    private readonly SortedDictionary<string, double> _figures = new(StringComparer.Ordinal);

    public void Set(string name, double value)
    {
        _figures[name] = value;
        Console.WriteLine($"  {name} = {Text(value)}");
    }

    public async Task Write(string path, CancellationToken cancellationToken)
    {
        var all = new SortedDictionary<string, double>(StringComparer.Ordinal);
        if (File.Exists(path) && JsonNode.Parse(await File.ReadAllTextAsync(path, cancellationToken))?["figures"] is JsonObject before)
        {
            foreach (var (name, value) in before)
            {
                all[name] = value?.GetValue<double>() ?? 0;
            }
        }

        foreach (var (name, value) in _figures)
        {
            all[name] = Math.Round(value, 3);
        }

        var document = new { machine = Machine(), figures = all };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(document, Readable) + "\n", cancellationToken);
    }

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

    private static object Machine() => new
    {
        cores = Environment.ProcessorCount,
        memory_gib = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0, 1),
        os = RuntimeInformation.OSDescription,
        runtime = RuntimeInformation.FrameworkDescription,
        load_1min = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : null,
    };

    private static string Text(double value) =>
        value.ToString(value >= 100 ? "#,##0" : "0.000", CultureInfo.InvariantCulture);
}
