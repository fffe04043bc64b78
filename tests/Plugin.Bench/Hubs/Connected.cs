using System.Diagnostics;
using Plugin.Load;
using Plugin.Testing.Running;

namespace Plugin.Bench.Hubs;

/// <summary>
/// 36, 500 and 1 000 nodes connected to a hub with a history of 100 000 tasks, which work at what researchers order at a steady pace: how soon
/// they are told, how long claims and reports take, and what the hub uses. Last, nodes that go without a word.
/// </summary>
internal static class Connected
{
    private const double TasksPerSecond = 4;

    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task Run(Figures figures, CancellationToken cancellationToken)
    {
        await using var hub = await LoadedHub.WithHistory("100k", 100_000, figures, cancellationToken);
        foreach (var nodes in (int[])[36, 500, 1000])
        {
            await hub.Connect(nodes, work: true, cancellationToken);
            using var researchers = await hub.Researchers(4, cancellationToken);
            await Pace(hub, researchers, "hub", nodes, figures, cancellationToken);
            if (nodes == Population.Hospitals)
            {
                await EndToEnd.Run(hub, researchers.First, "hub", figures, cancellationToken);
            }
        }

        await Vanish(hub, figures, cancellationToken);
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
        var told = ledger.ToldAfter();
        figures.Set($"{prefix}.told{nodes}.p50_ms", told.Percentile(0.50));
        figures.Set($"{prefix}.told{nodes}.p99_ms", told.Percentile(0.99));
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

    /// <summary>Three nodes, at different moments between two heartbeats: the longest time until the hub says that one is offline.</summary>
    private static async Task Vanish(LoadedHub hub, Figures figures, CancellationToken cancellationToken)
    {
        using var researchers = await hub.Researchers(1, cancellationToken);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.7));
        var offline = new List<Task<double>>();
        for (var node = 0; node < 3; node++)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            var gone = Stopwatch.GetTimestamp();
            await hub.Fleet.Vanish(node);
            offline.Add(Offline(hub.Population.Seats[node].Node, gone));
        }

        figures.Set("hub.offline.s", (await Task.WhenAll(offline)).Max());

        async Task<double> Offline(int node, long gone)
        {
            await Eventually.Get(
                async () => await researchers.First.StatusOf(node, cancellationToken) is "offline" ? "offline" : null, Patience, () => $"node {node} offline");
            return Stopwatch.GetElapsedTime(gone).TotalSeconds;
        }
    }
}
