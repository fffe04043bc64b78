using System.Diagnostics;

namespace Plugin.Bench.Hubs;

/// <summary>
/// Tasks for 36 organisations on a hub that has taken a million, against one that has taken ten thousand, on one silo and on two. Filling the
/// million takes minutes: see <see cref="Api.KeptHistory"/>.
/// </summary>
internal static class SubmitGrowth
{
    private const int Connections = 8;

    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);

    public static async Task Run(Figures figures, CancellationToken cancellationToken)
    {
        // The few before and after the many: whatever else happens on the machine drifts.
        var before = await On("10k", 10_000, 1, "hub.submit.10k", figures, cancellationToken);
        var many = await On("1m", 1_000_000, 1, "hub.submit.1m", figures, cancellationToken);
        var after = await On("10k", 10_000, 1, "hub.submit.10k", figures, cancellationToken);
        figures.Set("hub.submit.growth1m.ratio", many * 2 / (before + after));
        await On("10k", 10_000, 2, "hub.submit2silos.10k", figures, cancellationToken);
        await On("1m", 1_000_000, 2, "hub.submit2silos.1m", figures, cancellationToken);
    }

    private static async Task<double> On(string size, int tasks, int silos, string name, Figures figures, CancellationToken cancellationToken)
    {
        await using var hub = await LoadedHub.WithHistory(size, tasks, silos, figures, cancellationToken);
        if (tasks == 1_000_000 && silos == 1)
        {
            await hub.Processes[0].Kill();
            var started = Stopwatch.GetTimestamp();
            await hub.Processes[0].Serve();
            figures.Set("hub.start1mtasks.s", Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        using var researchers = await hub.Researchers(Connections, cancellationToken);
        await researchers.Flood(Warm, cancellationToken);
        var perSecond = await researchers.Flood(Measured, cancellationToken);
        figures.Set($"{name}.per_s", perSecond);
        return perSecond;
    }
}
