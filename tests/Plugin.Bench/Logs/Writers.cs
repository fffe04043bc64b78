using System.Diagnostics;
using Plugin.EventLog;

namespace Plugin.Bench.Logs;

/// <summary>Writers that each append one event, wait for the acknowledgement, and go on; a stream gets ten events.</summary>
/// <param name="first">Their events are numbered from here on.</param>
internal sealed class Writers(IEventLog log, long first = 1)
{
    private const int StreamLength = 10;
    private long _number = first - 1;
    private int _run;

    public async Task<Measured> Run(int count, TimeSpan duration, CancellationToken cancellationToken)
    {
        _run++;
        var started = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, count).Select(w => Write(w, started, duration, cancellationToken)));
        return new Measured([.. latencies.SelectMany(l => l).Order()], Stopwatch.GetElapsedTime(started));
    }

    private async Task<List<double>> Write(int writer, long started, TimeSpan duration, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var latencies = new List<double>();
        for (var i = 0; Stopwatch.GetElapsedTime(started) < duration; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            var @event = Orders.Event(Interlocked.Increment(ref _number));
            await log.Append(
                new Append { Streams = [new StreamAppend($"order-{first}-{_run}-{writer}-{i / StreamLength}", i % StreamLength, [@event])] },
                cancellationToken);
            latencies.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        return latencies;
    }
}
