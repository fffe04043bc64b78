using System.Diagnostics;
using Plugin.Load;

namespace Plugin.Bench.Hubs;

/// <summary>One task over 36 nodes with an algorithm that does nothing: from the moment it is sent until all results have been read.</summary>
internal static class EndToEnd
{
    private const int Warm = 20;
    private const int Tasks = 60;

    public static async Task Run(LoadedHub hub, Researcher researcher, string prefix, Figures figures, CancellationToken cancellationToken)
    {
        var crowd = hub.Population.Crowds[0];
        var times = new Latencies();
        for (var i = 0; i < Warm + Tasks; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            var (task, order) = await researcher.Submit(crowd, cancellationToken);
            await order.Done.WaitAsync(cancellationToken);
            if (await researcher.Results(task, cancellationToken) is var results && results != crowd.Organisations.Count)
            {
                throw new InvalidOperationException($"Task {task} has {results} of {crowd.Organisations.Count} results.");
            }

            if (i >= Warm)
            {
                times.Since(sent);
            }
        }

        figures.Set($"{prefix}.e2e36.ms", times.Percentile(0.50));
        figures.Set($"{prefix}.e2e36.p99_ms", times.Percentile(0.99));
    }
}
