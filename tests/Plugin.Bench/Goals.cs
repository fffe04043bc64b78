namespace Plugin.Bench;

/// <summary>What a figure should be on two cores with the database beside it. Figures without one are there to explain the others.</summary>
internal readonly record struct Goal(bool AtLeast, double Value)
{
    private static readonly Dictionary<string, Goal> OfLog = new(StringComparer.Ordinal)
    {
        ["append64.per_s"] = Least(20_000),
        ["append64.ratio_plain"] = Least(0.6),
        ["submit37.events_per_s"] = Least(45_000),
        ["append1.p50_ms"] = Most(1),
        ["append1.p99_ms"] = Most(5),
        ["load100.ms"] = Most(1),
        ["start1m.s"] = Most(5),
        ["growth5m.ratio"] = Least(0.9),
        ["verify1m.s"] = Most(20),
    };

    /// <summary>Both databases have the same goals.</summary>
    public static Goal? Of(string figure) => figure.Split('.', 3) switch
    {
        ["log", "sqlite" or "postgres", var name] when OfLog.TryGetValue(name, out var goal) => goal,
        ["log", "verify1m", "s"] => OfLog["verify1m.s"],
        _ => null,
    };

    public bool IsReached(double value) => AtLeast ? value >= Value : value <= Value;

    private static Goal Least(double value) => new(AtLeast: true, value);

    private static Goal Most(double value) => new(AtLeast: false, value);
}
