using Plugin.Algorithms.Data;

namespace Plugin.Algorithms.Summaries;

/// <summary>How many values of a column, within one cohort, are not greater than each threshold?</summary>
internal sealed record CountQuestion(string? By, string? Level, string Column, double[] Thresholds);

/// <summary>One hospital's counts below thresholds: for each question one count per threshold.</summary>
internal static class PartialCounts
{
    public static async Task<object> Run(Call call, CancellationToken cancellationToken)
    {
        var questions = call.Arguments.Structure<CountQuestion[]>("questions");
        var table = await call.OpenData(cancellationToken);
        var cohorts = Cohorts.Of(table, [.. questions.Select(question => question.By).OfType<string>().Distinct()]);
        var columns = questions.Select(question => question.Column).Distinct().ToDictionary(column => column, table.Numbers);
        return questions.Select(question => Answer(call, question, cohorts, columns[question.Column])).ToArray();
    }

    private static long[] Answer(Call call, CountQuestion question, Dictionary<Cohorts.Key, int[]> cohorts, double?[] numbers)
    {
        var cohort = new Cohorts.Key(question.By, question.Level);
        var values = cohorts.GetValueOrDefault(cohort, []).Select(row => numbers[row]).OfType<double>().Order().ToArray();
        Cohorts.RequireSize(call.Variables, values.Length, $"'{question.Column}' of {cohort.Description}");
        return [.. question.Thresholds.Select(threshold => (long)values.Count(value => value <= threshold))];
    }
}
