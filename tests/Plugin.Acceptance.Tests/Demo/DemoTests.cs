using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Demo;

/// <summary>The main job from one command, against what R computes on the whole file.</summary>
public sealed class The_demo
{
    private const double ForSums = 1e-9;

    private readonly JsonNode _expected = JsonNode.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Demo", "rotterdam.expected.json")))!;

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task Gives_the_numbers_that_R_gives_on_the_whole_data(string runtime)
    {
        var demo = await CommandLine.Run(TimeSpan.FromMinutes(3), "demo", "--json", "--runtime", runtime);

        Assert.True(demo.ExitCode == 0, demo.Errors);
        var report = JsonNode.Parse(demo.Output)!;
        foreach (var figure in (string[])["count", "mean", "sd", "min", "max", "median"])
        {
            Close(_expected["age"]![figure]!, report["summary"]!["age"]![figure]!, figure);
        }

        Assert.Equal(
            _expected["crosstab_size_grade"]!.AsArray().Select(cell => (Text(cell!["size"]), Text(cell["grade"]), Text(cell["Freq"]))).Order(),
            report["crosstab"]!.AsArray().Select(cell => (Text(cell!["size"]), Text(cell["grade"]), Text(cell["count"]))).Order());
        Close(_expected["km"]!["median"]!, report["kaplan_meier"]!["median"]!, "median survival");
        foreach (var (day, survival) in _expected["km"]!["at_days"]!.AsArray().Zip(_expected["km"]!["survival"]!.AsArray()))
        {
            Close(survival!, report["kaplan_meier"]!["survival"]![Text(day)]!, $"survival at {day} days");
        }

        Assert.True((int)report["runs"]!["total"]! >= 12, $"Only {report["runs"]} for three central runs with three hospitals each.");
        Assert.Equal((int)report["runs"]!["total"]!, (int)report["runs"]!["completed"]!);
        Assert.True((bool)report["log"]!["verified"]!);
        Assert.True((int)report["log"]!["events"]! > 50);
    }

    private static void Close(JsonNode expected, JsonNode actual, string figure)
    {
        var (should, got) = (double.Parse(Text(expected)), double.Parse(Text(actual)));
        Assert.True(Math.Abs(got - should) <= ForSums * Math.Abs(should), $"{figure} is {got:R} and should be {should:R}.");
    }

    private static string Text(JsonNode? value) => value!.ToJsonString().Trim('"').Replace("\\u003C", "<").Replace("\\u003E", ">");
}
