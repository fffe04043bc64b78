using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Plugin.Algorithms.Data;
using Plugin.Algorithms.Federation;

namespace Plugin.Algorithms.Summaries;

/// <summary>The figures of one column; null where there are too few values to have one.</summary>
/// <param name="Q1">With <paramref name="Q3"/>, when quartiles were asked for.</param>
internal sealed record ColumnSummary(
    int Count, int Missing, double? Mean, double? Sd, double? Min, double? Max, double? Median,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Q1,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Q3);

/// <param name="Columns">By column, over all patients.</param>
/// <param name="Groups">By grouping column, then by its value, then by column.</param>
internal sealed record SummaryResult(
    Dictionary<string, ColumnSummary> Columns, Dictionary<string, Dictionary<string, Dictionary<string, ColumnSummary>>> Groups);

/// <summary>
/// Combines the hospitals' moments and finds the medians, and quartiles if wanted, in further rounds of counting (see
/// <see cref="QuantileSearch"/>); all columns and groups are searched in the same rounds.
/// </summary>
internal static class CentralSummary
{
    private static readonly double[] Median = [0.5];
    private static readonly double[] MedianAndQuartiles = [0.5, 0.25, 0.75];

    private sealed record Subject(string? By, string? Level, string Column);

    public static async Task<object> Run(Call call, CancellationToken cancellationToken)
    {
        var columns = call.Arguments.Texts("columns").Distinct().ToArray();
        var groupBy = call.Arguments.OptionalTexts("group_by").Distinct().ToArray();
        var hospitals = await call.FindHospitals(cancellationToken);
        var arguments = new JsonObject
        {
            ["columns"] = new JsonArray([.. columns.Select(column => JsonValue.Create(column))]),
            ["group_by"] = new JsonArray([.. groupBy.Select(column => JsonValue.Create(column))]),
        };
        var parts = await hospitals.Ask<ColumnMoments[]>("partial_summary", arguments, cancellationToken);
        var moments = parts.SelectMany(part => part)
            .GroupBy(part => new Subject(part.By, part.Level, part.Column))
            .ToDictionary(group => group.Key, group => group.Aggregate(Moments.Nothing, (sum, part) => sum.Add(part.Moments)));
        var shares = call.Arguments.Flag("quartiles") ? MedianAndQuartiles : Median;
        return Arrange(columns, groupBy, moments, await FindQuantiles(hospitals, moments, shares, cancellationToken));
    }

    private static async Task<Dictionary<Subject, double[]>> FindQuantiles(
        Hospitals hospitals, Dictionary<Subject, Moments> moments, double[] shares, CancellationToken cancellationToken)
    {
        var searches = moments.Where(entry => entry.Value.Count > 0)
            .ToDictionary(entry => entry.Key, entry => new QuantileSearch(entry.Value, shares));
        while (searches.Any(search => !search.Value.IsFound))
        {
            var questions = searches.Where(search => !search.Value.IsFound)
                .Select(search => new CountQuestion(search.Key.By, search.Key.Level, search.Key.Column, search.Value.NextThresholds()))
                .ToArray();
            var arguments = new JsonObject { ["questions"] = JsonSerializer.SerializeToNode(questions, AlgorithmJson.Default.CountQuestionArray) };
            var parts = await hospitals.Ask<long[][]>("partial_counts", arguments, cancellationToken);
            for (var i = 0; i < questions.Length; i++)
            {
                var question = questions[i];
                var counts = question.Thresholds.Select((_, threshold) => parts.Sum(part => part[i][threshold])).ToArray();
                searches[new Subject(question.By, question.Level, question.Column)].Learn(question.Thresholds, counts);
            }
        }

        return searches.ToDictionary(search => search.Key, search => search.Value.Quantiles);
    }

    private static SummaryResult Arrange(
        string[] columns, string[] groupBy, Dictionary<Subject, Moments> moments, Dictionary<Subject, double[]> quantiles)
    {
        ColumnSummary Of(Subject subject)
        {
            var m = moments.GetValueOrDefault(subject, Moments.Nothing);
            var found = quantiles.GetValueOrDefault(subject, []);
            double? Quantile(int i) => i < found.Length ? found[i] : null;
            return new ColumnSummary(
                m.Count, m.Missing, m.Count > 0 ? m.Mean : null, m.StandardDeviation, m.Min, m.Max, Quantile(0), Quantile(1), Quantile(2));
        }

        Dictionary<string, ColumnSummary> Row(string? by, string? level) => columns.ToDictionary(column => column, column => Of(new Subject(by, level, column)));

        IReadOnlyList<string> LevelsOf(string by) => Levels.InOrder(moments.Keys.Where(subject => subject.By == by).Select(subject => subject.Level!));

        return new SummaryResult(
            Row(null, null),
            groupBy.ToDictionary(by => by, by => LevelsOf(by).ToDictionary(level => level, level => Row(by, level))));
    }
}
