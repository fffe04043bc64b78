using System.Diagnostics;
using System.Globalization;
using Plugin.EventLog.Tests.Faults.Postgres;
using Plugin.EventLog.Tests.Faults.Sqlite;
using Plugin.Testing;

namespace Plugin.EventLog.Tests.Faults;

/// <summary>
/// <c>soak COUNT [FIRST-SEED [SCHEDULE]]</c>: so many schedules of all kinds, or of one. Names the seeds that failed, with the command that runs
/// them again. What a seed settles is what is appended and where the fault falls; how threads and processes interleave is new each time.
/// </summary>
internal static class Soak
{
    // How often each of them runs in a hundred; the slow ones less.
    private static readonly (string Name, int Share, Func<int, CancellationToken, Task> Run)[] Kinds =
    [
        ("sqlite-stop", 48, SqliteSchedules.Stop),
        ("sqlite-refuse", 20, SqliteSchedules.Refuse),
        ("postgres-cut", 24, PostgresSchedules.Cut),
        ("sqlite-kill", 3, SqliteSchedules.Kill),
        ("postgres-kill", 2, PostgresSchedules.Kill),
        ("postgres-restart", 2, Restart),
        ("postgres-freeze", 1, Freeze),
    ];

    private static readonly Lazy<Task<PostgresServer>> Server =
        new(() => PostgresServer.Start(Directory.CreateTempSubdirectory("plugin-faults-").FullName));

    /// <summary>Whoever asks for so many schedules has the time for a long snapshot too.</summary>
    private const int ForASnapshot = 1000;

    private static readonly TimeSpan SnapshotHeld = TimeSpan.FromMinutes(2);

    private static TimeSpan _longestWait;

    public static async Task<int> Run(string[] args)
    {
        if (args is ["snapshot"])
        {
            await HoldSnapshot();
            return 0;
        }

        if (args is not [var countText, .. var rest] || !int.TryParse(countText, CultureInfo.InvariantCulture, out var count)
            || (rest.Length > 1 && Kinds.All(k => k.Name != rest[1])))
        {
            Console.Error.WriteLine($"usage: soak COUNT [FIRST-SEED [SCHEDULE]], or soak snapshot   schedules: {string.Join(", ", Kinds.Select(k => k.Name))}");
            return 2;
        }

        var first = rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 1;
        var kinds = Kinds.Where(k => rest.Length < 2 || k.Name == rest[1]).SelectMany(k => Enumerable.Repeat(k, k.Share)).ToArray();
        var (failed, took) = (new List<string>(), kinds.Distinct().ToDictionary(k => k.Name, _ => (Count: 0, Time: TimeSpan.Zero)));
        for (var seed = first; seed < first + count; seed++)
        {
            // A stride that meets every kind early.
            var kind = kinds[seed * 37 % kinds.Length];
            var clock = Stopwatch.StartNew();
            try
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
                await kind.Run(seed, patience.Token);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failed.Add($"soak 1 {seed} {kind.Name}");
                Console.WriteLine($"  FAILED: {failed[^1]}\n{e}");
            }

            took[kind.Name] = (took[kind.Name].Count + 1, took[kind.Name].Time + clock.Elapsed);
            if ((seed - first + 1) % 100 == 0)
            {
                Console.WriteLine($"  {seed - first + 1} of {count} schedules, {failed.Count} failed");
            }
        }

        if (rest.Length < 2 && count >= ForASnapshot)
        {
            await HoldSnapshot();
        }

        if (Server.IsValueCreated)
        {
            await (await Server.Value).DisposeAsync();
        }

        foreach (var (name, (runs, time)) in took)
        {
            Console.WriteLine($"  {name,-17} {runs,5} schedules, {(runs == 0 ? 0 : time.TotalSeconds / runs):0.00} s each");
        }

        Console.WriteLine($"  longest wait while another silo was stopped: {_longestWait.TotalSeconds:0.00} s");
        Console.WriteLine($"{count - failed.Count} schedules passed, {failed.Count} failed{string.Concat(failed.Select(f => $"\n  {f}"))}");
        return failed.Count == 0 ? 0 : 1;
    }

    private static async Task HoldSnapshot()
    {
        var (before, during) = await SnapshotLoad.Run(SnapshotHeld, CancellationToken.None);
        Console.WriteLine(
            $"  old snapshot held for {SnapshotHeld.TotalMinutes:0} minutes: {before:0} appends/s before, {during:0} at its end ({during / before:0.00})");
    }

    private static async Task Restart(int seed, CancellationToken cancellationToken) =>
        await PostgresSchedules.Restart(await Server.Value, seed, cancellationToken);

    private static async Task Freeze(int seed, CancellationToken cancellationToken)
    {
        var waited = await PostgresSchedules.Freeze(seed, cancellationToken);
        _longestWait = waited > _longestWait ? waited : _longestWait;
        Assert.InRange(waited, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
