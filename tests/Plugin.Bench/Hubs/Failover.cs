using System.Diagnostics;
using Plugin.Load;
using Plugin.Testing.Running;

namespace Plugin.Bench.Hubs;

/// <summary>
/// Two silos under load, and one of them killed: how long until a request of each of its clients was answered and each of its nodes had a feed again.
/// Nothing that was accepted may be lost.
/// </summary>
internal static class Failover
{
    private const double TasksPerSecond = 8;

    private static readonly TimeSpan Before = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task Run(Figures figures, CancellationToken cancellationToken)
    {
        await using var hub = await LoadedHub.Start(await HubBench.Postgres(cancellationToken), 2);
        await hub.Connect(Population.Hospitals, work: true, cancellationToken);
        using var researchers = await hub.Researchers(8, cancellationToken);
        await researchers.Pace(TasksPerSecond, Before, cancellationToken);
        var during = researchers.Pace(TasksPerSecond, Before, cancellationToken);
        var killed = Stopwatch.GetTimestamp();
        await hub.Processes[0].Kill();
        // Those with even numbers had the first silo.
        var requests = Task.WhenAll(researchers.Connections.Where((_, i) => i % 2 == 0).Select(async connection =>
        {
            await connection.Submit(hub.Population.Crowds[0], cancellationToken);
            return Stopwatch.GetElapsedTime(killed).TotalSeconds;
        }));
        var nodes = Enumerable.Range(0, hub.Fleet.Count).Where(node => node % 2 == 0).ToArray();
        await hub.Fleet.While(Eventually.Get(
            () => Task.FromResult(nodes.All(node => hub.Fleet.FollowsSince(node) > killed) ? "all" : null),
            Patience,
            () => $"feeds of nodes {string.Join(", ", nodes.Where(node => hub.Fleet.FollowsSince(node) <= killed))}: {string.Join("; ", hub.Fleet.Troubles)}"));
        var feeds = nodes.Max(node => Stopwatch.GetElapsedTime(killed, hub.Fleet.FollowsSince(node)).TotalSeconds);
        var answered = (await requests).Max();
        await during;
        await hub.Ledger.Settled(worked: true, Patience);
        figures.Set("hub.failover.requests_s", answered);
        figures.Set("hub.failover.feeds_s", feeds);
        figures.Set("hub.failover.s", Math.Max(answered, feeds));
    }
}
