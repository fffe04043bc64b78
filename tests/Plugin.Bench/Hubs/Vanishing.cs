using System.Diagnostics;
using Plugin.Load;
using Plugin.Testing.Running;

namespace Plugin.Bench.Hubs;

/// <summary>
/// Nodes that go without a word, at different moments between two heartbeats: the longest time until the hub says that one is offline. On a new hub,
/// because one that was down for a while takes nobody offline in its first two minutes.
/// </summary>
internal static class Vanishing
{
    private const int Nodes = 3;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1.7);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task Run(LoadedHub hub, Researcher researcher, Figures figures, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Between);
        var offline = new List<Task<double>>();
        for (var node = 0; node < Nodes; node++)
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
                async () => await researcher.StatusOf(node, cancellationToken) is "offline" ? "offline" : null, Patience, () => $"node {node} offline");
            return Stopwatch.GetElapsedTime(gone).TotalSeconds;
        }
    }
}
