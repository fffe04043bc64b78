using System.Globalization;
using System.Text.RegularExpressions;

namespace Plugin.EventLog.Sql;

/// <summary>A numbered script of an engine's schema. Applied once, in order, never edited after a release.</summary>
internal sealed partial record SchemaStep(int Number, string Script)
{
    /// <param name="engine">The scripts are named <c>engine.0001_what.sql</c>.</param>
    public static IReadOnlyList<SchemaStep> Of(string engine)
    {
        var assembly = typeof(SchemaStep).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(engine + ".", StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    var number = int.Parse(name.AsSpan(engine.Length + 1, 4), NumberStyles.None, CultureInfo.InvariantCulture);
                    return new SchemaStep(number, reader.ReadToEnd());
                }),
        ];
    }

    /// <summary>
    /// The oldest schema that a silo may know to go on beside this step: what the script's first line says, <c>-- Beside silos of schema 4: why</c>,
    /// else the step itself.
    /// </summary>
    public int Beside { get; } =
        Besides().Match(Script) is { Success: true } said ? int.Parse(said.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : Number;

    /// <summary>The tables that are there when all these steps were applied, as the scripts name them.</summary>
    public static IReadOnlyList<string> Tables(IEnumerable<SchemaStep> steps)
    {
        var tables = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            tables.ExceptWith(Dropped().Matches(step.Script).Select(m => m.Groups[1].Value));
            tables.UnionWith(Created().Matches(step.Script).Select(m => m.Groups[1].Value));
        }

        return [.. tables];
    }

    [GeneratedRegex(@"\A-- Beside silos of schema (\d+):")]
    private static partial Regex Besides();

    [GeneratedRegex(@"^create table ([a-z_.]+)", RegexOptions.Multiline)]
    private static partial Regex Created();

    [GeneratedRegex(@"^drop table ([a-z_.]+)", RegexOptions.Multiline)]
    private static partial Regex Dropped();
}
