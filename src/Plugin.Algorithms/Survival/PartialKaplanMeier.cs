using Plugin.Algorithms.Data;

namespace Plugin.Algorithms.Survival;

/// <summary>When at least one event happened in a cohort; ascending, without numbers of patients.</summary>
internal sealed record CohortEventTimes(string? By, string? Level, double[] Times);

/// <summary>For each time: how many were still under observation just before it, and how many had the event at it.</summary>
internal sealed record CohortCounts(string? By, string? Level, int Patients, int Missing, double[] Times, int[] AtRisk, int[] Events);

/// <summary>The times at which a cohort's counts are asked for.</summary>
internal sealed record CohortTimes(string? By, string? Level, double[] Times);

/// <summary>
/// One hospital's share of a survival curve, in two steps: the times at which events happened, then counts at the times of all hospitals.
/// The times at which patients left observation without an event stay inside; only their number between two asked times shows.
/// </summary>
internal static class PartialKaplanMeier
{
    private readonly record struct Patient(double Time, bool HadEvent);

    public static async Task<object> EventTimes(Call call, CancellationToken cancellationToken) =>
        Read(call, await call.OpenData(cancellationToken))
            .Select(cohort => new CohortEventTimes(cohort.Key.By, cohort.Key.Level, TimesOfEvents(cohort.Patients)))
            .ToArray();

    /// <summary>Without <c>times</c>: at the hospital's own times of events.</summary>
    public static async Task<object> Run(Call call, CancellationToken cancellationToken)
    {
        var asked = call.Arguments.Has("times")
            ? call.Arguments.Structure<CohortTimes[]>("times").ToDictionary(cohort => new Cohorts.Key(cohort.By, cohort.Level), cohort => cohort.Times)
            : null;
        var counts = Read(call, await call.OpenData(cancellationToken))
            .Where(cohort => asked is null || asked.ContainsKey(cohort.Key))
            .Select(cohort => Count(cohort, asked is null ? TimesOfEvents(cohort.Patients) : asked[cohort.Key]));
        return counts.ToArray();
    }

    private static CohortCounts Count(Cohort cohort, double[] times)
    {
        var ordered = cohort.Patients.Select(patient => patient.Time).Order().ToArray();
        var events = cohort.Patients.Where(patient => patient.HadEvent).GroupBy(patient => patient.Time).ToDictionary(group => group.Key, group => group.Count());
        return new CohortCounts(
            cohort.Key.By, cohort.Key.Level, cohort.Patients.Count, cohort.Missing, times,
            [.. times.Select(time => ordered.Length - FirstNotBefore(ordered, time))],
            [.. times.Select(time => events.GetValueOrDefault(time))]);
    }

    private static int FirstNotBefore(double[] ordered, double time)
    {
        var (low, high) = (0, ordered.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ordered[middle] < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static double[] TimesOfEvents(List<Patient> patients) =>
        [.. patients.Where(patient => patient.HadEvent).Select(patient => patient.Time).Distinct().Order()];

    private static IEnumerable<Cohort> Read(Call call, Table table)
    {
        var timeColumn = call.Arguments.Text("time");
        var eventColumn = call.Arguments.Text("event");
        var times = table.Numbers(timeColumn);
        var events = table.Numbers(eventColumn);
        if (times.Any(time => time < 0))
        {
            throw new AlgorithmFailure($"The column '{timeColumn}' holds a negative time.");
        }

        if (events.Any(value => value is not (null or 0 or 1)))
        {
            throw new AlgorithmFailure($"The column '{eventColumn}' must hold 1 where the event happened and 0 where not.");
        }

        foreach (var (key, rows) in Cohorts.Of(table, call.Arguments.OptionalTexts("group_by")))
        {
            var patients = rows.Where(row => times[row] is not null && events[row] is not null)
                .Select(row => new Patient(times[row]!.Value, events[row] == 1)).ToList();
            Cohorts.RequireSize(call.Variables, patients.Count, key.Description);
            yield return new Cohort(key, patients, rows.Length - patients.Count);
        }
    }

    private sealed record Cohort(Cohorts.Key Key, List<Patient> Patients, int Missing);
}
