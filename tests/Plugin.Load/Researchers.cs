using System.Diagnostics;

namespace Plugin.Load;

/// <summary>Researchers at work: as fast as the hub answers, or so many tasks a second.</summary>
public sealed class Researchers(IReadOnlyList<Researcher> connections, IReadOnlyList<Crowd> crowds, TimeProvider time) : IDisposable
{
    private int _next;

    /// <param name="count">Connections, shared by as many persons as there are.</param>
    public static async Task<Researchers> SignIn(
        Silos silos, Population population, int count, Ledger ledger, TimeProvider time, CancellationToken cancellationToken)
    {
        var connections = new List<Researcher>();
        var persons = population.Researchers.Count;
        for (var i = 0; i < count; i++)
        {
            connections.Add(i < persons
                ? await Researcher.SignIn(silos, i, population.Researchers[i], ledger, time, cancellationToken)
                : connections[i % persons].Another(silos, i));
        }

        return new Researchers(connections, population.Crowds, time);
    }

    public Researcher First => connections[0];

    public IReadOnlyList<Researcher> Connections => connections;

    /// <summary>Each orders, waits for the answer, and orders again. Answers how many tasks a second were accepted.</summary>
    public async Task<double> Flood(TimeSpan duration, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var accepted = await Task.WhenAll(connections.Select(async connection =>
        {
            await Task.Yield();
            var mine = 0;
            for (; Stopwatch.GetElapsedTime(started) < duration; mine++)
            {
                await connection.Submit(NextCrowd(), cancellationToken);
            }

            return mine;
        }));
        return accepted.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Each orders, waits until all runs have ended, and orders again. Answers how many tasks a second were done.</summary>
    public async Task<double> Work(TimeSpan duration, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var done = await Task.WhenAll(connections.Select(async connection =>
        {
            await Task.Yield();
            var mine = 0;
            for (; Stopwatch.GetElapsedTime(started) < duration; mine++)
            {
                var (_, order) = await connection.Submit(NextCrowd(), cancellationToken);
                await order.Done.WaitAsync(cancellationToken);
            }

            return mine;
        }));
        return done.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Tasks at a fixed pace, however long the answers take; answers when each has its answer.</summary>
    public async Task Pace(double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var asked = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / perSecond), time);
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            asked.Add(connections[asked.Count % connections.Count].Submit(NextCrowd(), cancellationToken));
        }

        await Task.WhenAll(asked);
    }

    public void Dispose()
    {
        foreach (var connection in connections)
        {
            connection.Dispose();
        }
    }

    private Crowd NextCrowd() => crowds[(Interlocked.Increment(ref _next) - 1) % crowds.Count];
}
