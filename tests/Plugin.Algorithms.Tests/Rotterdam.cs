using System.Text.Json;

namespace Plugin.Algorithms.Tests;

/// <summary>The sample data, whole and by hospital, and what R computes on the whole.</summary>
internal static class Rotterdam
{
    private static readonly string[] Lines = File.ReadAllLines(PathOf("rotterdam.csv"));

    public static JsonElement Expected { get; } = JsonElement.Parse(File.ReadAllBytes(PathOf("rotterdam.expected.json")));

    /// <summary>Three hospitals: patients by id modulo three.</summary>
    public static IReadOnlyList<string> ByHospital { get; } =
        [.. Enumerable.Range(0, 3).Select(hospital => Csv(Lines.Skip(1).Where(line => int.Parse(line.Split(',')[0]) % 3 == hospital)))];

    public static string Whole { get; } = Csv(Lines.Skip(1));

    private static string Csv(IEnumerable<string> rows) => string.Join('\n', rows.Prepend(Lines[0])) + "\n";

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Sample", file);
}
