using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plugin.Testing;

/// <summary>The file of what was measured on a machine, by name. A run replaces the figures that it measured and keeps the others.</summary>
public static class FiguresFile
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public static async Task Add(string path, IReadOnlyDictionary<string, double> figures, CancellationToken cancellationToken)
    {
        var all = new SortedDictionary<string, double>(StringComparer.Ordinal);
        if (File.Exists(path) && JsonNode.Parse(await File.ReadAllTextAsync(path, cancellationToken))?["figures"] is JsonObject before)
        {
            foreach (var (name, value) in before)
            {
                all[name] = value?.GetValue<double>() ?? 0;
            }
        }

        foreach (var (name, value) in figures)
        {
            all[name] = Math.Round(value, 3);
        }

        var document = new { machine = Machine(), figures = all };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(document, Readable) + "\n", cancellationToken);
    }

    private static object Machine() => new
    {
        cores = Environment.ProcessorCount,
        memory_gib = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0, 1),
        os = RuntimeInformation.OSDescription,
        runtime = RuntimeInformation.FrameworkDescription,
        load_1min = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : null,
    };
}
