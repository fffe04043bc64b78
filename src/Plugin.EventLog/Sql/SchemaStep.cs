using System.Globalization;

namespace Plugin.EventLog.Sql;

/// <summary>A numbered script of an engine's schema. Applied once, in order, never edited after a release.</summary>
internal sealed record SchemaStep(int Number, string Script)
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
}
