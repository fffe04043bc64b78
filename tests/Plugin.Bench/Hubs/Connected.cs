using Plugin.Load;

namespace Plugin.Bench.Hubs;

/// <summary>
/// 36, 500 and 1 000 nodes connected to a hub of one silo and of two, with a history of ten thousand tasks and of a million, which work at what
/// researchers order at a steady pace: how soon they are told, how long claims and reports take, and what the hub uses. Names without a size are
/// of the million, names without a number of silos of one.
/// </summary>
internal static class Connected
{
    private const double TasksPerSecond = 4;

    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(12);

    public static async Task Run(Figures figures, CancellationToken cancellationToken)
    {
        await On("1m", 1_000_000, 1, "hub", figures, cancellationToken);
        await On("1m", 1_000_000, 2, "hub.2silos", figures, cancellationToken);
        await On("10k", 10_000, 1, "hub.10k", figures, cancellationToken);
        await On("10k", 10_000, 2, "hub.10k.2silos", figures, cancellationToken);
    }

    private static async Task On(string size, int tasks, int silos, string prefix, Figures figures, CancellationToken cancellationToken)
    {
        await using var hub = await LoadedHub.WithHistory(size, tasks, silos, figures, cancellationToken);
        foreach (var nodes in (int[])[36, 500, 1000])
        {
            await hub.Connect(nodes, work: true, cancellationToken);
            using var researchers = await hub.Researchers(4, cancellationToken);
            await Pace(hub, researchers, prefix, nodes, figures, cancellationToken);
            if (nodes == Population.Hospitals)
            {
                await EndToEnd.Run(hub, researchers.First, prefix, figures, cancellationToken);
            }
        }
    }

    public static async Task Pace(LoadedHub hub, Researchers researchers, string prefix, int nodes, Figures figures, CancellationToken cancellationToken)
    {
        var ledger = hub.Ledger;
        await researchers.Pace(TasksPerSecond, Warm, cancellationToken);
        await hub.Settled(worked: true);
        ledger.Clear();
        var use = hub.Use();
        await researchers.Pace(TasksPerSecond, Measured, cancellationToken);
        await hub.Settled(worked: true);
        var cores = use.Cores();
        var (sinceSent, sinceAccepted) = ledger.Telling();
        figures.Set($"{prefix}.told{nodes}.p50_ms", sinceAccepted.Percentile(0.50));
        figures.Set($"{prefix}.told{nodes}.p99_ms", sinceAccepted.Percentile(0.99));
        figures.Set($"{prefix}.told{nodes}.sent_p50_ms", sinceSent.Percentile(0.50));
        figures.Set($"{prefix}.told{nodes}.sent_p99_ms", sinceSent.Percentile(0.99));
        figures.Set($"{prefix}.claim{nodes}.p50_ms", ledger.Claims.Percentile(0.50));
        figures.Set($"{prefix}.claim{nodes}.p99_ms", ledger.Claims.Percentile(0.99));
        figures.Set($"{prefix}.report{nodes}.p50_ms", ledger.Reports.Percentile(0.50));
        figures.Set($"{prefix}.report{nodes}.p99_ms", ledger.Reports.Percentile(0.99));
        figures.Set($"{prefix}.heartbeat{nodes}.p99_ms", ledger.Heartbeats.Percentile(0.99));
        figures.Set($"{prefix}.rss{nodes}_mb", hub.Processes.Sum(process => Usage.Memory(process.Id)));
        figures.Set($"{prefix}.cpu{nodes}.cores", cores.Hub);
        figures.Set($"{prefix}.cpu{nodes}.database_cores", cores.Database);
        figures.Set($"{prefix}.cpu{nodes}.generator_cores", cores.Generator);
        ledger.Clear();
    }
}
