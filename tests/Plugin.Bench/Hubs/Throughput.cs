using Plugin.Bench.Logs;
using Plugin.Load;

namespace Plugin.Bench.Hubs;

/// <summary>How many tasks for 36 organisations one silo and two take while all nodes are told, and how many runs go through all their reports.</summary>
internal static class Throughput
{
    private const int Flooding = 24;
    private const int Workers = 6;

    // As long as two silos on two cores compile their busy methods anew.
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(15);

    public static async Task Submitting(Figures figures, CancellationToken cancellationToken)
    {
        var one = await Flood(await HubBench.Postgres(cancellationToken), "hub", "runs", 1, figures, cancellationToken);
        var two = await Flood(await HubBench.Postgres(cancellationToken), "hub", "runs2silos", 2, figures, cancellationToken);
        figures.Set("hub.tasks.per_s", one / Population.Hospitals);
        figures.Set("hub.runs2silos.ratio", two / one);
    }

    /// <summary>Nodes listen and do not claim: what is measured is taking orders and telling of them. Answers runs a second.</summary>
    public static async Task<double> Flood(
        ISubject subject, string prefix, string name, int silos, Figures figures, CancellationToken cancellationToken)
    {
        await using var hub = await LoadedHub.Start(subject, silos);
        await hub.Connect(Population.Hospitals, work: false, cancellationToken);
        using var researchers = await hub.Researchers(Flooding, cancellationToken);
        await researchers.Flood(Warm, cancellationToken);
        var use = hub.Use();
        var runs = await researchers.Flood(Measured, cancellationToken) * Population.Hospitals;
        var cores = use.Cores();
        await hub.Settled(worked: false);
        figures.Set($"{prefix}.{name}.per_s", runs);
        Set(figures, $"{prefix}.{name}", cores);
        return runs;
    }

    public static async Task Working(Figures figures, CancellationToken cancellationToken)
    {
        await using var hub = await LoadedHub.Start(await HubBench.Postgres(cancellationToken), 1);
        await hub.Connect(Population.Hospitals, work: true, cancellationToken);
        using var researchers = await hub.Researchers(Workers, cancellationToken);
        await researchers.Work(Warm, cancellationToken);
        hub.Ledger.Clear();
        var use = hub.Use();
        var tasks = await researchers.Work(Measured, cancellationToken);
        var cores = use.Cores();
        await hub.Settled(worked: true);
        figures.Set("hub.executed.per_s", tasks * Population.Hospitals);
        figures.Set("hub.executed.claim_p50_ms", hub.Ledger.Claims.Percentile(0.50));
        figures.Set("hub.executed.claim_p99_ms", hub.Ledger.Claims.Percentile(0.99));
        figures.Set("hub.executed.report_p50_ms", hub.Ledger.Reports.Percentile(0.50));
        figures.Set("hub.executed.report_p99_ms", hub.Ledger.Reports.Percentile(0.99));
        Set(figures, "hub.executed", cores);
        await Vanishing.Run(hub, researchers.First, figures, cancellationToken);
    }

    private static void Set(Figures figures, string name, (double Hub, double Database, double Generator) cores)
    {
        figures.Set($"{name}.hub_cores", cores.Hub);
        figures.Set($"{name}.database_cores", cores.Database);
        figures.Set($"{name}.generator_cores", cores.Generator);
    }
}
