using System.Diagnostics;
using Plugin.EventLog;

namespace Plugin.Bench.Logs;

/// <summary>
/// Durable appends by one and by 64 writers, and beside them, in turns within one run, the same events and rows as plain multi-row
/// inserts in transactions of the size that the appends had.
/// </summary>
internal static class LogBench
{
    private const int Rounds = 3;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(3);

    public static async Task Run(Figures figures, CancellationToken cancellationToken)
    {
        await using (var sqlite = new SqliteSubject())
        {
            await Run("sqlite", sqlite, figures, cancellationToken);
        }

        await using var postgres = await PostgresSubject.Create(cancellationToken);
        await Run("postgres", postgres, figures, cancellationToken);
    }

    private static async Task Run(string engine, ISubject subject, Figures figures, CancellationToken cancellationToken)
    {
        await using var store = await subject.Open(cancellationToken);
        var writers = new Writers(store.Log);
        await writers.Run(64, TimeSpan.FromSeconds(1), cancellationToken);
        await writers.Run(1, TimeSpan.FromSeconds(1), cancellationToken);
        var single = await writers.Run(1, Round, cancellationToken);
        figures.Set($"log.{engine}.append1.per_s", single.PerSecond);
        figures.Set($"log.{engine}.append1.p50_ms", single.Percentile(0.50));
        figures.Set($"log.{engine}.append1.p99_ms", single.Percentile(0.99));

        var together = new List<Measured>();
        var plain = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var before = await store.Log.Head(cancellationToken);
            together.Add(await writers.Run(64, Round, cancellationToken));
            var batch = await BatchSize(store.Log, before, cancellationToken);
            figures.Set($"log.{engine}.append64.batch", batch);
            plain.Add(await Plain(subject, (int)Math.Round(batch), cancellationToken));
        }

        figures.Set($"log.{engine}.append64.per_s", Median(together.Select(m => m.PerSecond)));
        figures.Set($"log.{engine}.append64.p50_ms", Median(together.Select(m => m.Percentile(0.50))));
        figures.Set($"log.{engine}.append64.p99_ms", Median(together.Select(m => m.Percentile(0.99))));
        figures.Set($"log.{engine}.plain64.per_s", Median(plain));
        figures.Set($"log.{engine}.append64.ratio_plain", Median(together.Zip(plain, (m, p) => m.PerSecond / p)));
    }

    // The events of one transaction have one log time.
    private static async Task<double> BatchSize(IEventLog log, long after, CancellationToken cancellationToken)
    {
        var sample = await log.Read(after, 20_000, cancellationToken);
        return (double)sample.Count / sample.Select(e => e.At).Distinct().Count();
    }

    private static async Task<double> Plain(ISubject subject, int batch, CancellationToken cancellationToken)
    {
        await using var inserts = await subject.OpenPlain(cancellationToken);
        var number = 1L;
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Round)
        {
            await inserts.Insert(number, batch, cancellationToken);
            number += batch;
        }

        return (number - 1) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
