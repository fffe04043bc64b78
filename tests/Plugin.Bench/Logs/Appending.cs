using System.Diagnostics;

namespace Plugin.Bench.Logs;

/// <summary>
/// Single events with one read row each, by 1, 8, 64 and 256 writers, and in turns with them, so that a disturbance meets both, the same
/// events and rows as plain multi-row inserts in transactions of the size that the appends had.
/// </summary>
internal static class Appending
{
    private const int Rounds = 5;
    private static readonly int[] Counts = [1, 8, 64, 256];
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1.5);

    public static async Task Run(Engine engine, Figures figures, CancellationToken cancellationToken)
    {
        await using var subject = await engine.Create(cancellationToken);
        var orders = new Orders();
        await using var store = await subject.Open(orders, cancellationToken);
        var writers = new Writers(store.Log);
        await writers.Run(64, TimeSpan.FromSeconds(1), cancellationToken);
        await writers.Run(1, TimeSpan.FromSeconds(1), cancellationToken);
        await using var inserts = await subject.OpenPlain(orders.Tables, cancellationToken);
        var number = 1L;
        await Plain(64, TimeSpan.FromSeconds(1));
        var ours = Counts.ToDictionary(c => c, _ => new List<Measured>());
        var plain = Counts.ToDictionary(c => c, _ => new List<double>());
        var sizes = Counts.ToDictionary(c => c, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var count in Counts)
            {
                var before = await store.Log.Head(cancellationToken);
                ours[count].Add(await writers.Run(count, Slice, cancellationToken));
                sizes[count].Add(await Transactions.Size(store.Log, before, cancellationToken));
                plain[count].Add(await Plain((int)Math.Round(sizes[count][^1]), Slice));
            }
        }

        foreach (var count in Counts)
        {
            figures.Set(engine.Figure($"append{count}.per_s"), Median.Of(ours[count].Select(m => m.PerSecond)));
            figures.Set(engine.Figure($"append{count}.p50_ms"), Median.Of(ours[count].Select(m => m.Percentile(0.50))));
            figures.Set(engine.Figure($"append{count}.p99_ms"), Median.Of(ours[count].Select(m => m.Percentile(0.99))));
            figures.Set(engine.Figure($"append{count}.events_per_commit"), Median.Of(sizes[count]));
            figures.Set(engine.Figure($"append{count}.ratio_plain"), Median.Of(ours[count].Zip(plain[count], (m, p) => m.PerSecond / p)));
            // One row a commit: what a program without group commit would get.
            figures.Set(engine.Figure(count == 1 ? "plain_single.per_s" : $"plain{count}.per_s"), Median.Of(plain[count]));
        }

        async Task<double> Plain(int size, TimeSpan duration)
        {
            var first = number;
            var started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var events = new PlainEvent[size];
                var rows = new object?[size][];
                for (var i = 0; i < size; i++, number++)
                {
                    var @event = Orders.Event(number);
                    events[i] = new PlainEvent(number, $"order-{number / 10}", number % 10, @event);
                    rows[i] = [number, events[i].Stream, "placed", (long)@event.Data.Length];
                }

                await inserts.Insert(events, [new PlainTable(orders.Tables[0], rows)], cancellationToken);
            }

            return (number - first) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }
}
