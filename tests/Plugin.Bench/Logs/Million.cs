using System.Diagnostics;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.EventLog.Verifying;
using Plugin.Testing.Running;

namespace Plugin.Bench.Logs;

/// <summary>
/// A hub's log of a million events, appended through the product as researchers and stations would: how soon a hub serves on it, how long
/// a stream of 100 events takes to load whose events lie far apart, how long the whole log takes to verify.
/// </summary>
internal static class Million
{
    private const int Events = 1_000_000;
    private const int Fillers = 32;
    private const int StreamsPerFiller = 4;
    private const int StreamLength = 100;
    private const int FirstRestless = 100_000_001;
    private const int Starts = 3;

    public static async Task Run(Engine engine, Figures figures, CancellationToken cancellationToken)
    {
        await using var subject = await engine.Create(cancellationToken);
        // The first start makes what every hub has: its user, its keys.
        await Start(subject);
        var submissions = new Submissions();
        var started = Stopwatch.GetTimestamp();
        await using (var store = await subject.Open(submissions.Projector, cancellationToken))
        {
            await Fill(store, submissions, cancellationToken);
        }

        figures.Set(engine.Figure("fill1m.s"), Stopwatch.GetElapsedTime(started).TotalSeconds);
        await subject.Settle(cancellationToken);
        await using (var store = await subject.Open(submissions.Projector, cancellationToken))
        {
            figures.Set(engine.Figure("load100.ms"), await Load(store.Log, cancellationToken));
        }

        var starts = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            starts.Add(await Start(subject));
        }

        figures.Set(engine.Figure("start1m.s"), Median.Of(starts));
        await using (var store = await subject.Open(submissions.Projector, cancellationToken))
        {
            var report = await LogVerification.Run(store, null, cancellationToken);
            if (!report.Verified || report.Events < Events)
            {
                throw new InvalidOperationException($"The log that was to be verified has {report.Events} good events: {report}");
            }

            figures.Set(engine.Name == "postgres" ? "log.verify1m.s" : engine.Figure("verify1m.s"), report.Took.TotalSeconds);
        }
    }

    private static async Task Fill(IStore store, Submissions submissions, CancellationToken cancellationToken)
    {
        var tasks = (int)Math.Ceiling((double)Events / (Submissions.Events + (4 * Submissions.Runs)));
        await store.Live.RaiseIds("task", tasks, cancellationToken);
        await store.Live.RaiseIds("run", FirstRestless + (Fillers * StreamsPerFiller), cancellationToken);
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, Fillers).Select(async filler =>
        {
            await Task.Yield();
            for (var version = 0; Interlocked.Increment(ref next) is var task && task <= tasks; version++)
            {
                var submitted = submissions.Submit(task);
                await store.Log.Append(submitted, cancellationToken);
                foreach (var step in submissions.Execute(task, submitted.Vault[0]))
                {
                    await store.Log.Append(step, cancellationToken);
                }

                if (version < StreamLength)
                {
                    await store.Log.Append(
                        new Append { Streams = [.. Restless(filler).Select(run => Submissions.Restless(run, version, StreamLength))] }, cancellationToken);
                }
            }
        }));
    }

    private static IEnumerable<RunId> Restless(int filler) =>
        Enumerable.Range(FirstRestless + (filler * StreamsPerFiller), StreamsPerFiller).Select(run => new RunId(run));

    // Every stream is read once; the first ones only warm the program up.
    private static async Task<double> Load(IEventLog log, CancellationToken cancellationToken)
    {
        var took = new List<double>();
        foreach (var run in Enumerable.Range(0, Fillers).SelectMany(Restless))
        {
            var started = Stopwatch.GetTimestamp();
            var events = await log.ReadStream(run.ToString(), 0, cancellationToken);
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (events.Count != StreamLength)
            {
                throw new InvalidOperationException($"{run} has {events.Count} events, not {StreamLength}.");
            }
        }

        return Median.Of(took.Skip(took.Count / 4));
    }

    /// <summary>Seconds from starting the process to its first answer that it is healthy.</summary>
    private static async Task<double> Start(ISubject subject)
    {
        await using HubProcess hub = subject.Hub;
        var started = Stopwatch.GetTimestamp();
        await hub.Serve();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
