using System.Text.RegularExpressions;

namespace Plugin.Acceptance.Tests.Insight;

/// <summary>What Prometheus makes of OpenTelemetry's names, and which of its names a query asks for.</summary>
internal static partial class PrometheusQuery
{
    /// <summary>Labels that every metric has there: the service, its instance, and the limit of a histogram's bucket.</summary>
    public static readonly IReadOnlySet<string> Everywhere = new HashSet<string> { "job", "instance", "le" };

    private static readonly HashSet<string> Words = ["and", "or", "unless", "bool", "offset", "inf", "nan"];

    /// <summary>As the OpenTelemetry specification's "Prometheus and OpenMetrics Compatibility" has it.</summary>
    public static IEnumerable<string> NamesOf(Metric metric)
    {
        var name = metric.Name.Replace('.', '_');
        var unit = metric.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "1" when metric.Kind == "gauge" => "_ratio",
            // What stands in braces is for people.
            _ => "",
        };
        var full = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return metric.Kind switch
        {
            "counter" => [$"{full}_total"],
            "histogram" => [$"{full}_bucket", $"{full}_sum", $"{full}_count"],
            _ => [full],
        };
    }

    public static IEnumerable<string> LabelsOf(Metric metric) => metric.Labels.Select(label => label.Replace('.', '_'));

    /// <summary>Metrics and labels that a query names. A label belongs to the metric it is chosen by, or to the whole query (by, on).</summary>
    public static (IReadOnlyList<(string Metric, IReadOnlyList<string> Labels)> Metrics, IReadOnlyList<string> Grouped) Read(string query)
    {
        var grouped = Grouping().Matches(query).SelectMany(match => Names(match.Groups[1].Value)).ToList();
        var rest = Grouping().Replace(Range().Replace(query, ""), "");
        return (
            [
                .. Selector().Matches(rest).Where(match => !Words.Contains(match.Groups[1].Value.ToLowerInvariant()))
                    .Select(match => (match.Groups[1].Value, (IReadOnlyList<string>)[.. Matcher().Matches(match.Groups[2].Value).Select(label => label.Groups[1].Value)])),
            ],
            grouped);
    }

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    // A name that no bracket follows is a metric; one that a bracket follows is a function.
    [GeneratedRegex("""(?<![\w."])([a-zA-Z_:][\w:]*)(?![\w:]|\s*\()(\{(?:[^"}]|"[^"]*")*\})?""")]
    private static partial Regex Selector();

    [GeneratedRegex("""(\w+)\s*(?:=~|!~|!=|=)\s*["][^"]*["]""")]
    private static partial Regex Matcher();
}
