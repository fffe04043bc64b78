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

    private static readonly Dictionary<string, Goal> OfApi = new(StringComparer.Ordinal)
    {
        ["submit36.p50_ms"] = Most(10),
        ["submit36.per_s"] = Least(250),
        ["reports.per_s"] = Least(3_000),
    };

    private static readonly Dictionary<string, Goal> OfHub = new(StringComparer.Ordinal)
    {
        ["told500.p99_ms"] = Most(50),
        ["rss500_mb"] = Most(400),
        ["tasks.per_s"] = Least(250),
        ["runs.per_s"] = Least(9_000),
        ["offline.s"] = Most(15),
        ["failover.s"] = Most(5),
        ["submit.growth1m.ratio"] = Least(0.9),
        ["e2e36.ms"] = Most(300),
        ["start1mtasks.s"] = Most(5),
    };

    private static readonly Dictionary<string, Goal> OfWeb = new(StringComparer.Ordinal)
    {
        ["fcp_ms"] = Most(1_000),
        ["interaction_ms"] = Most(100),
    };

    private static readonly Dictionary<string, Goal> OfStation = new(StringComparer.Ordinal)
    {
        ["overhead.ms"] = Most(100),
        ["rss_mb"] = Most(150),
        ["kill.s"] = Most(2),
    };

    /// <summary>Both databases have the same goals.</summary>
    public static Goal? Of(string figure) => figure.Split('.', 3) switch
    {
        ["log", "sqlite" or "postgres", var name] when OfLog.TryGetValue(name, out var goal) => goal,
        ["log", "verify1m", "s"] => OfLog["verify1m.s"],
        ["api", "list", var name] when name.EndsWith(".p50_ms", StringComparison.Ordinal) => Most(5),
        ["api", var path, var name] when OfApi.TryGetValue($"{path}.{name}", out var goal) => goal,
        ["hub", .. var name] when OfHub.TryGetValue(string.Join('.', name), out var goal) => goal,
        ["web", var name] when OfWeb.TryGetValue(name, out var goal) => goal,
        ["station", .. var name] when OfStation.TryGetValue(string.Join('.', name), out var goal) => goal,
        _ => null,
    };

    public bool IsReached(double value) => AtLeast ? value >= Value : value <= Value;

    private static Goal Least(double value) => new(AtLeast: true, value);

    private static Goal Most(double value) => new(AtLeast: false, value);
}
