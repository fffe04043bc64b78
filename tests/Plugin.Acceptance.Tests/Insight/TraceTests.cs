using System.Text.Json.Nodes;

namespace Plugin.Acceptance.Tests.Insight;

[CollectionDefinition(nameof(ObservedHospitals))]
public sealed class ObservedHospitalsCollection : ICollectionFixture<ObservedHospitals>;

/// <summary>Its researcher sent a traceparent along, as any traced client does.</summary>
[Collection(nameof(ObservedHospitals))]
public sealed class The_trace_of_a_task(ObservedHospitals hospitals)
{
    private readonly IReadOnlyList<Span> _spans = [.. hospitals.Received.Spans.Where(span => span.Trace == hospitals.Trace)];

    [Fact]
    public void Hangs_together_from_the_request_to_the_reports()
    {
        var ids = _spans.Select(span => span.Id).ToHashSet();

        Assert.Equal(["POST /api/task"], _spans.Where(span => !ids.Contains(span.Parent)).Select(span => span.Name));
        Assert.Equal(3, _spans.Select(span => span.Service).Distinct().Count());
    }

    [Theory]
    [InlineData("plugin-hub grain CreateTask < POST /api/task < researcher")]
    [InlineData("plugin-hub log append < grain CreateTask < POST /api/task < researcher")]
    [InlineData("plugin-hub feed told < POST /api/task < researcher")]
    [InlineData("plugin-station run claim < feed told < POST /api/task < researcher")]
    [InlineData("plugin-hub grain ClaimRun < POST /api/station/runs/{id:int:min(1)}/claim < POST < run claim < feed told < POST /api/task < researcher")]
    [InlineData("plugin-station run claimed < POST /api/task < researcher")]
    [InlineData("plugin-station run starting < POST /api/task < researcher")]
    [InlineData("plugin-station run running < POST /api/task < researcher")]
    [InlineData("plugin-station container < run running < POST /api/task < researcher")]
    [InlineData("plugin-station proxy POST < run starting < POST /api/task < researcher")]
    [InlineData("plugin-hub grain CreateSubtask < POST /api/task < POST < proxy POST < run starting < POST /api/task < researcher")]
    [InlineData("plugin-station run claim < feed told < POST /api/task < POST < proxy POST < run starting < POST /api/task < researcher")]
    [InlineData("plugin-hub grain ReportRun < POST /api/station/runs/{id:int:min(1)}/report < POST < run delivering < POST /api/task < researcher")]
    [InlineData("plugin-hub grain ReportRun < POST /api/station/runs/{id:int:min(1)}/report < POST < run delivering < POST /api/task < POST < proxy POST < run starting < POST /api/task < researcher")]
    public void Has(string path)
    {
        var paths = _spans.Select(span => $"{span.Service.Split(' ')[0]} {Path(span)}").ToHashSet();

        Assert.True(paths.Contains(path), $"{path} is not among\n{string.Join('\n', paths.Order())}");
    }

    [Fact]
    public void Goes_on_at_a_station_that_came_after_the_order_and_at_one_that_was_told_to_stop()
    {
        Assert.Contains("run claim < POST /api/task", PathsIn(hospitals.Waiting));
        Assert.Contains("run kill < POST /api/kill/task", PathsIn(hospitals.Kill));

        List<string> PathsIn(string trace)
        {
            var spans = hospitals.Received.Spans.Where(span => span.Trace == trace).ToList();
            return [.. spans.Select(span => $"{span.Name} < {spans.FirstOrDefault(other => other.Id == span.Parent)?.Name}")];
        }
    }

    [Fact]
    public void Reaches_both_stations_for_the_partial_results()
    {
        var subtask = _spans.Where(span => span.Name == "feed told" && Path(span).Contains("proxy POST", StringComparison.Ordinal)).ToList();
        var claims = _spans.Where(span => span.Name == "run claim" && subtask.Any(told => told.Id == span.Parent));

        Assert.True(claims.Select(span => span.Service).Distinct().Count() == 2, "Not both stations claimed a run of the subtask in its trace.");
    }

    [Fact]
    public void Is_named_in_the_logs_of_the_hub_and_the_stations()
    {
        var lines = hospitals.Printed.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonNode.Parse(line)!).ToList();

        Assert.Contains("The store cannot be reached", TextsOf(hospitals.Outage));
        Assert.Contains(TextsOf(hospitals.Trace), text => text.EndsWith("is running plugin/algorithms:0.1.0.", StringComparison.Ordinal));
        Assert.Contains(hospitals.Received.Logs, line => line.Service.StartsWith("plugin-hub", StringComparison.Ordinal) && line.Trace == hospitals.Outage && line.Text == "The store cannot be reached");
        Assert.Contains(hospitals.Received.Logs, line => line.Service.StartsWith("plugin-station", StringComparison.Ordinal) && line.Trace == hospitals.Trace);

        IEnumerable<string> TextsOf(string trace) =>
            lines.Where(line => line["Scopes"]!.AsArray().Any(scope => (string?)scope!["TraceId"] == trace)).Select(line => (string)line["Message"]!);
    }

    /// <summary>Without the calls between silos that Orleans traces in between.</summary>
    private string Path(Span span) => span.Name == "IStreamGrain/Ask" ? Above(span) : $"{span.Name} < {Above(span)}";

    private string Above(Span span) => _spans.FirstOrDefault(other => other.Id == span.Parent) is { } parent ? Path(parent) : "researcher";
}

[Collection(nameof(ObservedHospitals))]
public sealed class What_hub_and_stations_tell_of_themselves(ObservedHospitals hospitals)
{
    [Fact]
    public void Names_no_person_question_answer_or_secret()
    {
        var told = hospitals.Received.Raw;

        Assert.Equal([], hospitals.Private.Where(text => told.Contains(text, StringComparison.OrdinalIgnoreCase)));
        Assert.True(told.Length > 100_000, $"Only {told.Length} characters were exported.");
    }

    [Fact]
    public void Names_none_in_what_they_print()
    {
        var printed = hospitals.Printed;

        Assert.Equal([], hospitals.Private.Where(text => printed.Contains(text, StringComparison.OrdinalIgnoreCase)));
        Assert.Contains("{\"Timestamp\"", printed, StringComparison.Ordinal);
    }
}
