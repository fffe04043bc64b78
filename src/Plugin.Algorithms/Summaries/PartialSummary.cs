using Plugin.Algorithms.Data;

namespace Plugin.Algorithms.Summaries;

/// <summary>The moments of one column over one cohort.</summary>
internal sealed record ColumnMoments(string? By, string? Level, string Column, Moments Moments);

/// <summary>One hospital's share of a summary: count, mean, squared deviations, least and greatest value of each column.</summary>
internal static class PartialSummary
{
    public static async Task<object> Run(Call call, CancellationToken cancellationToken)
    {
        var columns = call.Arguments.Texts("columns");
        var groupBy = call.Arguments.OptionalTexts("group_by");
        var table = await call.OpenData(cancellationToken);
        var cohorts = Cohorts.Of(table, groupBy);
        var answer = new List<ColumnMoments>();
        foreach (var column in columns)
        {
            var numbers = table.Numbers(column);
            foreach (var (cohort, rows) in cohorts)
            {
                var moments = Moments.Of(rows.Select(row => numbers[row]));
                Cohorts.RequireSize(call.Variables, moments.Count, $"'{column}' of {cohort.Description}");
                answer.Add(new ColumnMoments(cohort.By, cohort.Level, column, moments));
            }
        }

        return answer.ToArray();
    }
}
