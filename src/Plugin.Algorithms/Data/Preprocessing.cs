using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plugin.Algorithms.Data;

/// <summary>The steps that a task has for a data source before the algorithm sees it. There is one: <c>filter_range</c>, with the parameters vantage6 gives it.</summary>
internal static class Preprocessing
{
    public static Rows Apply(string json, Rows rows)
    {
        Step[] steps;
        try
        {
            steps = (Step[]?)JsonSerializer.Deserialize(json, typeof(Step[]), AlgorithmJson.Default) ?? [];
        }
        catch (JsonException e)
        {
            throw new AlgorithmFailure($"The preprocessing of the data source '{rows.Label}' is not a list of functions with parameters that this algorithm knows.", e);
        }

        return steps.Aggregate(rows, (left, step) => step.Function == "filter_range"
            ? Filtered(left, step.Parameters)
            : throw new AlgorithmFailure($"The task has the preprocessing '{step.Function}' for the data source '{rows.Label}'; this algorithm knows filter_range only."));
    }

    private static Rows Filtered(Rows rows, Range range)
    {
        var numbers = rows.Numbers(range.Column);
        return rows.Where(i => numbers[i] is { } number
            ? (range.Min is not { } min || number > min || (range.IncludeMin && number == min))
                && (range.Max is not { } max || number < max || (range.IncludeMax && number == max))
            : range is { Min: null, Max: null });
    }

    internal sealed record Step(string Function, Range Parameters);

    /// <param name="Min">Null: no lower bound.</param>
    internal sealed record Range(
        string Column,
        [property: JsonPropertyName("min_")] double? Min = null,
        [property: JsonPropertyName("max_")] double? Max = null,
        bool IncludeMin = false, bool IncludeMax = false);
}
