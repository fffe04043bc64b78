using System.Collections.Concurrent;
using System.Diagnostics;
using Plugin.Simulation.Checking;
using Plugin.Simulation.Scheduling;
using Plugin.Simulation.Seen;

namespace Plugin.Simulation;

/// <summary>Many stories, one after another on each of a few threads. A story never leaves its thread, so it is the same on any.</summary>
internal static class Campaign
{
    /// <summary>A story takes a twentieth of a second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <exception cref="SimulationException">A story does not end: somebody in it never comes back to the scheduler, which cannot take the thread from them.</exception>
    public static Outcome Run(int first, int count, int threads = 2, Seams? seams = null)
    {
        var outcome = new Outcome(first, count);
        var next = first - 1;
        var playing = new ConcurrentDictionary<int, long>();
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(Work) { IsBackground = true }).ToList();
        workers.ForEach(worker => worker.Start());
        while (!workers.All(worker => worker.Join(TimeSpan.FromSeconds(1))))
        {
            if (playing.FirstOrDefault(story => Stopwatch.GetElapsedTime(story.Value) > Patience) is { Key: > 0 and var endless })
            {
                throw new SimulationException($"Seed {endless}: the story has not ended after {Patience.TotalMinutes:0} minutes.\nTo play it again: {Outcome.Replay(endless)}");
            }
        }

        return outcome;

        void Work()
        {
            while (Interlocked.Increment(ref next) is var seed && seed < first + count)
            {
                var started = Stopwatch.GetTimestamp();
                playing[seed] = started;
                var telling = Story.Play(seed, seams);
                var failure = Judge(telling);
                outcome.Add(seed, telling, failure, Stopwatch.GetElapsedTime(started));
                playing.TryRemove(seed, out _);
            }
        }
    }

    /// <summary>Null when every promise was kept.</summary>
    public static Exception? Judge(Telling telling)
    {
        try
        {
            Promises.AreKept(telling).GetAwaiter().GetResult();
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e;
        }
    }
}

/// <summary>What came of a campaign.</summary>
internal sealed class Outcome(int first, int count)
{
    private const int Shown = 5;

    private readonly ConcurrentDictionary<int, Exception> _failures = [];
    private readonly Lock _lock = new();
    private TimeSpan _time;
    private TimeSpan _longest;
    private int _slowest;
    private long _steps;
    private TimeSpan _simulated;

    public IReadOnlyDictionary<int, Exception> Failures => _failures;

    public Coverage Coverage { get; } = new();

    public void Add(int seed, Telling telling, Exception? failure, TimeSpan time)
    {
        if (failure is not null)
        {
            _failures[seed] = failure;
        }

        lock (_lock)
        {
            Coverage.Add(telling.Coverage);
            _time += time;
            _steps += telling.Simulator.Steps;
            _simulated += telling.Simulator.Elapsed;
            if (time > _longest)
            {
                (_longest, _slowest) = (time, seed);
            }
        }
    }

    public string Summary() =>
        $"{count} schedules from seed {first}: {_failures.Count} broke a promise. {_simulated.TotalHours:0.0} simulated hours, {_steps} steps, "
        + $"{_time.TotalMilliseconds / count:0.0} ms each, the longest {_longest.TotalMilliseconds:0} ms (seed {_slowest}).\n{Coverage}";

    public override string ToString() => string.Join(
        "\n\n",
        _failures.OrderBy(f => f.Key).Take(Shown).Select(f => $"Seed {f.Key}: {f.Value.Message}\nTo play it again: {Replay(f.Key)}")
            .Prepend($"{_failures.Count} of {count} schedules broke a promise."));

    public static string Replay(int seed) => $"dotnet run -c Release --project tests/Plugin.Simulation -- play {seed}";
}
