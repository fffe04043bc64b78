using Plugin.EventLog;

namespace Plugin.Bench.Logs;

/// <summary>
/// 64 writers on a log of 5 million events and, in turns with that, on one of 10 thousand: whether appending gets slower with history.
/// </summary>
internal static class Growth
{
    private const long Many = 5_000_000;
    private const long Few = 10_000;
    private const int Fillers = 64;
    private const int EventsPerAppend = 50;
    private const int Rounds = 5;
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2);

    public static async Task Run(Engine engine, Figures figures, CancellationToken cancellationToken)
    {
        await using var large = await engine.Create(cancellationToken);
        await using (var store = await large.Open(new Orders(), cancellationToken))
        {
            await Fill(store.Log, Many, cancellationToken);
        }

        await large.Settle(cancellationToken);
        await using var grown = await large.Open(new Orders(), cancellationToken);
        var writers = new Writers(grown.Log, Many + 1);
        await writers.Run(64, Slice, cancellationToken);
        var (atMany, ratios) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var few = await AtFew(engine, cancellationToken);
            atMany.Add((await writers.Run(64, Slice, cancellationToken)).PerSecond);
            ratios.Add(atMany[^1] / few);
        }

        figures.Set(engine.Figure("growth5m.append64.per_s"), Median.Of(atMany));
        figures.Set(engine.Figure("growth5m.ratio"), Median.Of(ratios));
    }

    private static async Task<double> AtFew(Engine engine, CancellationToken cancellationToken)
    {
        await using var subject = await engine.Create(cancellationToken);
        await using var store = await subject.Open(new Orders(), cancellationToken);
        await Fill(store.Log, Few, cancellationToken);
        var writers = new Writers(store.Log, Few + 1);
        await writers.Run(64, TimeSpan.FromSeconds(0.5), cancellationToken);
        return (await writers.Run(64, Slice, cancellationToken)).PerSecond;
    }

    // Small events, so that the fill takes little of the time; what an append meets, rows and index entries, is as many as with big ones.
    private static async Task Fill(IEventLog log, long events, CancellationToken cancellationToken)
    {
        var next = -1L;
        await Task.WhenAll(Enumerable.Range(0, Fillers).Select(async _ =>
        {
            await Task.Yield();
            while (Interlocked.Increment(ref next) is var stream && stream * EventsPerAppend < events)
            {
                var content = Enumerable.Range(1, EventsPerAppend).Select(i => Orders.Event((stream * EventsPerAppend) + i, bytes: 100));
                await log.Append(new Append { Streams = [new StreamAppend($"filled-{stream}", 0, [.. content])] }, cancellationToken);
            }
        }));
    }
}
