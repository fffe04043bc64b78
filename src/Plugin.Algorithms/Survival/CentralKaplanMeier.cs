using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Algorithms.Data;

namespace Plugin.Algorithms.Survival;

/// <param name="Groups">By grouping column, then by its value.</param>
internal sealed record KaplanMeierResult(
    string Time, string Event, SurvivalCurve Overall, Dictionary<string, Dictionary<string, SurvivalCurve>> Groups);

/// <summary>Adds up the hospitals' counts at every time at which somebody, somewhere, had the event; from the sums the curve is exact.</summary>
internal static class CentralKaplanMeier
{
    public static async Task<object> Run(Call call, CancellationToken cancellationToken)
    {
        var time = call.Arguments.Text("time");
        var @event = call.Arguments.Text("event");
        var groupBy = call.Arguments.OptionalTexts("group_by").Distinct().ToArray();
        var days = call.Arguments.OptionalNumbers("days").Distinct().Order().ToArray();
        var hospitals = await call.FindHospitals(cancellationToken);

        JsonObject Question() => new()
        {
            ["time"] = time,
            ["event"] = @event,
            ["group_by"] = new JsonArray([.. groupBy.Select(column => JsonValue.Create(column))]),
        };

        var eventTimes = await hospitals.Ask<CohortEventTimes[]>("partial_event_times", Question(), cancellationToken);
        var asked = eventTimes.SelectMany(part => part)
            .GroupBy(cohort => new Cohorts.Key(cohort.By, cohort.Level))
            .Select(cohort => new CohortTimes(
                cohort.Key.By, cohort.Key.Level, [.. cohort.SelectMany(part => part.Times).Concat(days).Distinct().Order()]))
            .ToArray();
        var question = Question();
        question["times"] = JsonSerializer.SerializeToNode(asked, AlgorithmJson.Default.CohortTimesArray);
        var counts = await hospitals.Ask<CohortCounts[]>("partial_kaplan_meier", question, cancellationToken);

        var curves = counts.SelectMany(part => part)
            .GroupBy(part => new Cohorts.Key(part.By, part.Level))
            .ToDictionary(cohort => cohort.Key, cohort => Combine([.. cohort], days));
        return new KaplanMeierResult(
            time, @event, curves[Cohorts.Key.All],
            groupBy.ToDictionary(by => by, by => Levels.InOrder(curves.Keys.Where(key => key.By == by).Select(key => key.Level!))
                .ToDictionary(level => level, level => curves[new Cohorts.Key(by, level)])));
    }

    private static SurvivalCurve Combine(CohortCounts[] parts, double[] days)
    {
        var times = parts[0].Times;
        var sums = times.Select((time, i) => (time, parts.Sum(part => part.AtRisk[i]), parts.Sum(part => part.Events[i]))).ToList();
        return SurvivalCurve.Estimate(parts.Sum(part => part.Patients), parts.Sum(part => part.Missing), sums, days);
    }
}
