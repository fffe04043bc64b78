using System.Diagnostics;

namespace Plugin.Bench.Api;

/// <summary>So many clients that each call, wait for the answer, and call again.</summary>
internal static class Load
{
    public static readonly int[] Clients = [1, 8, 32];

    /// <summary>The first part of a measurement only warms the program up.</summary>
    private const double Warm = 0.3;

    /// <summary>With each number of clients.</summary>
    public static async Task<IReadOnlyDictionary<int, Measured>> Each(TimeSpan duration, Func<int, Task> call, CancellationToken cancellationToken)
    {
        var measured = new Dictionary<int, Measured>();
        foreach (var clients in Clients)
        {
            measured[clients] = await Run(clients, duration, call, cancellationToken);
        }

        return measured;
    }

    /// <param name="call">One call of one client; it gets the client's ordinal.</param>
    public static async Task<Measured> Run(int clients, TimeSpan duration, Func<int, Task> call, CancellationToken cancellationToken)
    {
        await For(clients, duration * Warm, call, cancellationToken);
        return await For(clients, duration, call, cancellationToken);
    }

    /// <summary>Times of one client alone have no suffix, nor has the highest rate.</summary>
    public static void Set(this Figures figures, string name, IReadOnlyDictionary<int, Measured> byClients)
    {
        figures.Set($"{name}.per_s", byClients.Values.Max(measured => measured.PerSecond));
        foreach (var (clients, measured) in byClients)
        {
            var suffix = clients == 1 ? "" : $".c{clients}";
            figures.Set($"{name}.p50_ms{suffix}", measured.Percentile(0.50));
            figures.Set($"{name}.p95_ms{suffix}", measured.Percentile(0.95));
            figures.Set($"{name}.p99_ms{suffix}", measured.Percentile(0.99));
            figures.Set($"{name}.per_s.c{clients}", measured.PerSecond);
        }
    }

    private static async Task<Measured> For(int clients, TimeSpan duration, Func<int, Task> call, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, clients).Select(async client =>
        {
            await Task.Yield();
            var mine = new List<double>();
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var begun = Stopwatch.GetTimestamp();
                await call(client);
                mine.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                cancellationToken.ThrowIfCancellationRequested();
            }

            return mine;
        }));
        return new Measured([.. latencies.SelectMany(l => l).Order()], Stopwatch.GetElapsedTime(started));
    }
}
