using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Node.Status;
using Plugin.Testing.Running;
using Plugin.Vault;
using YamlDotNet.RepresentationModel;

namespace Plugin.Acceptance.Tests.Insight;

/// <summary>What is written about metrics, held against those that a running hub and running stations sent to the collector.</summary>
[Collection(nameof(ObservedHospitals))]
public sealed partial class The_metrics(ObservedHospitals hospitals)
{
    private static readonly string Deploy = System.IO.Path.Combine(Repository.Root, "deploy");

    /// <summary>Those that were sent, with the labels of all their points, and of our own also those that had nothing to say yet.</summary>
    private readonly IReadOnlyDictionary<string, Metric> _metrics = hospitals.Received.Metrics.Concat(Declared())
        .GroupBy(metric => metric.Name)
        .ToDictionary(group => group.Key, group => group.First() with { Labels = group.SelectMany(metric => metric.Labels).ToHashSet() });

    public static TheoryData<string> Dashboards => [.. Directory.EnumerateFiles(System.IO.Path.Combine(Deploy, "dashboards")).Select(file => System.IO.Path.GetFileName(file)).Order()];

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task Are_those_that_a_dashboard_shows(string dashboard)
    {
        var json = JsonNode.Parse(await File.ReadAllTextAsync(System.IO.Path.Combine(Deploy, "dashboards", dashboard)))!;
        var panels = json["panels"]!.AsArray().Where(panel => (string?)panel!["type"] != "row").ToList();
        var queries = panels.SelectMany(panel => panel!["targets"]!.AsArray()).Select(target => (string)target!["expr"]!).ToList();

        Assert.True(queries.Count >= panels.Count && panels.Count > 0, "A panel has no query.");
        Assert.Equal([], queries.SelectMany(Unknown));
    }

    [Fact]
    public void Are_those_that_alerts_watch()
    {
        using var text = File.OpenText(System.IO.Path.Combine(Deploy, "alerts", "plugin.yaml"));
        var yaml = new YamlStream();
        yaml.Load(text);
        var rules = ((YamlSequenceNode)yaml.Documents[0].RootNode["groups"]).SelectMany(group => (YamlSequenceNode)group["rules"]).ToList();

        Assert.Equal([], rules.SelectMany(rule => Unknown((string)rule["expr"]!)));
        Assert.All(rules, rule => Assert.Contains((string?)rule["labels"]["severity"], (string[])["critical", "warning"]));
        Assert.All(rules, rule => Assert.NotEmpty((string)rule["annotations"]["summary"]!));
        Assert.Equal(rules.Count, rules.Select(rule => (string)rule["alert"]!).Distinct().Count());
    }

    [Fact]
    public async Task Are_told_in_the_table_with_their_units_labels_and_meanings()
    {
        var text = await File.ReadAllTextAsync(System.IO.Path.Combine(Deploy, "README.md"));

        var told = Row().Matches(text).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value} {row.Groups[5].Value}").Order();
        var own = _metrics.Values.Where(metric => metric.Name.StartsWith("plugin.", StringComparison.Ordinal)).ToList();

        Assert.Equal(own.Select(metric => $"{metric.Name} {metric.Kind} {metric.Unit} {metric.Description}").Order(), told);
        Assert.Equal(
            [],
            Row().Matches(text).Where(row => _metrics[row.Groups[1].Value].Labels is { Count: > 0 } labels && string.Join(", ", labels.Order()) != row.Groups[4].Value.Trim())
                .Select(row => $"{row.Groups[1].Value} has {string.Join(", ", _metrics[row.Groups[1].Value].Labels.Order())}"));
    }

    [Fact]
    public void Of_our_own_have_a_unit_a_meaning_and_a_meter_named_after_its_library() =>
        Assert.All(
            _metrics.Values.Where(metric => metric.Name.StartsWith("plugin.", StringComparison.Ordinal)),
            metric => Assert.True(metric is { Unit.Length: > 0, Description.Length: > 0 } && metric.Scope.StartsWith("Plugin.", StringComparison.Ordinal), metric.ToString()));

    [Theory]
    [InlineData("sum by (le, a) (rate(x_bucket{b=\"{}\"}[5m])) / on (c) group_left (d) y and z", "x_bucket(b) y() z()", "le a c d")]
    [InlineData("absent(x) > 1e9", "x()", "")]
    public void Are_found_in_a_query(string query, string metrics, string grouped)
    {
        var read = PrometheusQuery.Read(query);

        Assert.Equal(metrics, string.Join(' ', read.Metrics.Select(metric => $"{metric.Metric}({string.Join(',', metric.Labels)})")));
        Assert.Equal(grouped, string.Join(' ', read.Grouped));
    }

    private IEnumerable<string> Unknown(string query)
    {
        var (metrics, grouped) = PrometheusQuery.Read(query);
        if (metrics.Count == 0)
        {
            yield return $"{query} asks for nothing";
        }

        var all = new HashSet<string>(PrometheusQuery.Everywhere);
        foreach (var (name, labels) in metrics)
        {
            if (_metrics.Values.FirstOrDefault(metric => PrometheusQuery.NamesOf(metric).Contains(name)) is not { } found)
            {
                yield return $"{name} is no metric, in {query}";
                continue;
            }

            all.UnionWith(PrometheusQuery.LabelsOf(found));
            foreach (var label in labels.Where(label => !PrometheusQuery.Everywhere.Contains(label) && !PrometheusQuery.LabelsOf(found).Contains(label)))
            {
                yield return $"{name} has no label {label}, in {query}";
            }
        }

        foreach (var label in grouped.Where(label => !all.Contains(label)))
        {
            yield return $"nothing has the label {label}, in {query}";
        }
    }

    /// <summary>All that our libraries measure, also what has not happened.</summary>
    private static List<Metric> Declared()
    {
        var declared = new List<Metric>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name.StartsWith("Plugin.", StringComparison.Ordinal))
                {
                    var type = instrument.GetType().Name;
                    declared.Add(new Metric(
                        "", instrument.Meter.Name, instrument.Name, instrument.Unit ?? "", instrument.Description ?? "",
                        type.StartsWith("Counter", StringComparison.Ordinal) ? "counter" : type.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram" : "gauge",
                        new HashSet<string>()));
                }
            },
        };
        foreach (var type in (Type[])[typeof(LogTelemetry), typeof(GrainTelemetry), typeof(VaultTelemetry), typeof(StationTelemetry)])
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        listener.Start();
        return declared;
    }

    [GeneratedRegex(@"^\| `(plugin\.[a-z.]+)` \| (\w+) \| (\S+) \|([^|]*)\| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
