namespace Plugin.Algorithms.Survival;

/// <summary>One step of the curve: from this time on, <see cref="Survival"/> holds.</summary>
/// <param name="StandardError">Greenwood's; null once nobody is left, where the formula has no value.</param>
internal sealed record SurvivalStep(double Time, int AtRisk, int Events, double Survival, double? StandardError);

/// <summary>The curve read at one day; nothing is claimed for days after the last patient left observation.</summary>
internal sealed record SurvivalAt(double Day, int AtRisk, double? Survival, double? StandardError);

internal sealed record SurvivalCurve(int Patients, int Missing, int Events, double? Median, SurvivalAt[] At, SurvivalStep[] Curve)
{
    // Products of fractions that make exactly one half on paper miss it by a few bits.
    private const double HalfTolerance = 1.5e-8;

    /// <param name="counts">Counts of all patients together at ascending times, which include all times of events.</param>
    public static SurvivalCurve Estimate(
        int patients, int missing, IReadOnlyList<(double Time, int AtRisk, int Events)> counts, IReadOnlyList<double> days)
    {
        var steps = new List<SurvivalStep>();
        var survival = 1.0;
        var variance = 0.0;
        foreach (var (time, atRisk, events) in counts.Where(count => count.Events > 0))
        {
            survival *= (double)(atRisk - events) / atRisk;
            variance += events / ((double)atRisk * (atRisk - events));
            double? error = atRisk > events ? survival * Math.Sqrt(variance) : null;
            steps.Add(new SurvivalStep(time, atRisk, events, survival, error));
        }

        var atRiskAt = counts.ToDictionary(count => count.Time, count => count.AtRisk);
        return new SurvivalCurve(
            patients, missing, steps.Sum(step => step.Events), MedianOf(steps),
            [.. days.Select(day => Read(day, atRiskAt[day], steps))], [.. steps]);
    }

    private static SurvivalAt Read(double day, int atRisk, List<SurvivalStep> steps)
    {
        var step = steps.LastOrDefault(step => step.Time <= day);
        return atRisk == 0 && step?.Survival is not 0 ? new SurvivalAt(day, 0, null, null)
            : step is null ? new SurvivalAt(day, atRisk, 1, 0)
            : new SurvivalAt(day, atRisk, step.Survival, step.StandardError);
    }

    /// <summary>The first time at which at most half survive; where the curve lies level at exactly one half, the middle of that level.</summary>
    private static double? MedianOf(List<SurvivalStep> steps)
    {
        var first = steps.FindIndex(step => step.Survival < 0.5 + HalfTolerance);
        if (first < 0)
        {
            return null;
        }

        var isLevel = Math.Abs(steps[first].Survival - 0.5) < HalfTolerance && first + 1 < steps.Count;
        return isLevel ? (steps[first].Time + steps[first + 1].Time) / 2 : steps[first].Time;
    }
}
