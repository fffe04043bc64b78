using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Algorithms.Data;
using Plugin.Algorithms.Federation;

namespace Plugin.Algorithms.Summaries;

/// <summary>The figures of one column; null where there are too few values to have one.</summary>
internal sealed record ColumnSummary(int Count, int Missing, double? Mean, double? Sd, double? Min, double? Max, double? Median);

/// <param name="Columns">By column, over all patients.</param>
/// <param name="Groups">By grouping column, then by its value, then by column.</param>
internal sealed record SummaryResult(
    Dictionary<string, ColumnSummary> Columns, Dictionary<string, Dictionary<string, Dictionary<string, ColumnSummary>>> Groups);

/// <summary>
/// Combines the hospitals' moments and finds the medians in further rounds of counting (see <see cref="MedianSearch"/>); all columns and
/// groups are searched in the same rounds.
/// </summary>
internal static class CentralSummary
{
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
        var medians = await FindMedians(hospitals, moments, cancellationToken);
        return Arrange(columns, groupBy, moments, medians);
    }

    private static async Task<Dictionary<Subject, double>> FindMedians(
        Hospitals hospitals, Dictionary<Subject, Moments> moments, CancellationToken cancellationToken)
    {
        var searches = moments.Where(entry => entry.Value.Count > 0).ToDictionary(entry => entry.Key, entry => new MedianSearch(entry.Value));
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

        return searches.ToDictionary(search => search.Key, search => search.Value.Median);
    }

    private static SummaryResult Arrange(
        string[] columns, string[] groupBy, Dictionary<Subject, Moments> moments, Dictionary<Subject, double> medians)
    {
        ColumnSummary Of(Subject subject)
        {
            var m = moments.GetValueOrDefault(subject, Moments.Nothing);
            double? median = medians.TryGetValue(subject, out var found) ? found : null;
            return new ColumnSummary(m.Count, m.Missing, m.Count > 0 ? m.Mean : null, m.StandardDeviation, m.Min, m.Max, median);
        }

        Dictionary<string, ColumnSummary> Row(string? by, string? level) => columns.ToDictionary(column => column, column => Of(new Subject(by, level, column)));

        IReadOnlyList<string> LevelsOf(string by) => Levels.InOrder(moments.Keys.Where(subject => subject.By == by).Select(subject => subject.Level!));

        return new SummaryResult(
            Row(null, null),
            groupBy.ToDictionary(by => by, by => LevelsOf(by).ToDictionary(level => level, level => Row(by, level))));
    }
}
