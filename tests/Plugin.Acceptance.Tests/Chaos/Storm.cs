using System.Diagnostics;
using Npgsql;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Chaos;

/// <summary>
/// Kills, freezes and cuts off, at moments and for whom the seed says. Never all silos at once: then there is nobody to move to. Who was killed is
/// started again, as a service manager does.
/// </summary>
internal sealed class Storm(
    Random chance, IReadOnlyList<HubProcess> silos, IReadOnlyList<StationProcess> stations, PostgresServer database, TimeProvider clock, Action<string> tell)
{
    private static readonly TimeSpan ComesBackWithin = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan BetweenRestartsOfTheDatabase = TimeSpan.FromMinutes(1);

    // How often each of them strikes in ten.
    private static readonly FaultKind[] Kinds =
    [
        FaultKind.SiloKilled, FaultKind.SiloKilled, FaultKind.SiloFrozen, FaultKind.SiloFrozen, FaultKind.StationKilled, FaultKind.StationKilled,
        FaultKind.StationFrozen, FaultKind.ConnectionsCut, FaultKind.ConnectionsCut, FaultKind.ConnectionsCut,
    ];

    private readonly HashSet<object> _down = [];
    private readonly List<Fault> _faults = [];

    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>Strikes for so long, then waits until everybody is back.</summary>
    public async Task Strike(TimeSpan length, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        var restarts = Restarts(length);
        var healing = new List<Task>();
        while (clock.GetElapsedTime(since) is var passed && passed < length)
        {
            await Task.Delay(Between(200, 2000), clock, cancellationToken);
            var kind = restarts.TryPeek(out var due) && due <= passed ? FaultKind.DatabaseRestarted : Kinds[chance.Next(Kinds.Length)];
            // Everything that depends on chance is settled before anything happens, so that the seed alone says it.
            var (first, second, third) = (chance.Next(), chance.NextDouble(), chance.NextDouble());
            if (kind == FaultKind.DatabaseRestarted)
            {
                restarts.Dequeue();
            }

            if (Begun(kind, first, second, third, cancellationToken) is { } fault)
            {
                healing.Add(fault);
            }
        }

        await Task.WhenAll(healing);
    }

    private Queue<TimeSpan> Restarts(TimeSpan length)
    {
        var count = Math.Max(1, (int)(length / BetweenRestartsOfTheDatabase));
        return new Queue<TimeSpan>(Enumerable.Range(0, count).Select(i => length / count * (i + 0.2 + (0.5 * chance.NextDouble()))));
    }

    private Task? Begun(FaultKind kind, int first, double second, double third, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case FaultKind.SiloKilled or FaultKind.SiloFrozen:
                var silo = silos[first % silos.Count];
                return silos.Any(_down.Contains) ? null
                    : kind == FaultKind.SiloKilled ? During(kind, silo, $"silo {first % silos.Count}", () => Kill(silo, Span(second, 0, 2)))
                    : During(kind, silo, $"silo {first % silos.Count}", () => Freeze(silo, Span(second, 1, 7)));
            case FaultKind.StationKilled or FaultKind.StationFrozen:
                var station = stations[first % stations.Count];
                return _down.Contains(station) ? null
                    : kind == FaultKind.StationKilled ? During(kind, station, $"station {first % stations.Count}", () => Kill(station, Span(second, 0, 2)))
                    : During(kind, station, $"station {first % stations.Count}", () => Freeze(station, Span(second, 1, 7)));
            case FaultKind.ConnectionsCut:
                return _down.Contains(database) ? null : During(kind, database, third < 0.5 ? "all" : "half", () => Cut(third < 0.5));
            default:
                return During(kind, database, second < 0.5 ? "as if killed" : "in order", () => Restart(second < 0.5 ? "immediate" : "fast"));
        }

        async Task Kill(ChildProcess process, TimeSpan away)
        {
            await process.Kill();
            await Task.Delay(away, clock, cancellationToken);
            await Revive(process, cancellationToken);
        }

        async Task Freeze(ChildProcess process, TimeSpan away)
        {
            await process.Signal("STOP");
            await Task.Delay(away, clock, cancellationToken);
            await process.Signal("CONT");
        }
    }

    private async Task During(FaultKind kind, object whom, string name, Func<Task> fault)
    {
        _down.Add(whom);
        var it = new Fault(kind, clock.GetUtcNow());
        _faults.Add(it);
        await fault();
        tell($"{it.From:HH:mm:ss.f} {kind} ({name}), {(clock.GetUtcNow() - it.From).TotalSeconds:0.0} s");
        _down.Remove(whom);
    }

    /// <summary>A silo without its database does not start, and is started again.</summary>
    private async Task Revive(ChildProcess process, CancellationToken cancellationToken)
    {
        if (process is not HubProcess silo)
        {
            process.Start();
            return;
        }

        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await silo.Serve();
                return;
            }
            catch (Exception e) when (e is InvalidOperationException or TimeoutException && clock.Elapsed < ComesBackWithin)
            {
                tell($"a silo did not start: {e.Message.Split('\n')[^1]}");
                await silo.Kill();
                await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            }
        }
    }

    private async Task Cut(bool all)
    {
        try
        {
            await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText =
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() and (@all or pid % 2 = 0)";
            command.Parameters.AddWithValue("all", all);
            await command.ExecuteScalarAsync();
        }
        catch (NpgsqlException e)
        {
            tell($"the connections could not be cut: {e.Message}");
        }
    }

    private async Task Restart(string mode)
    {
        await database.Stop(mode);
        await database.Start();
    }

    private TimeSpan Between(int from, int to) => TimeSpan.FromMilliseconds(chance.Next(from, to));

    private static TimeSpan Span(double part, double from, double to) => TimeSpan.FromSeconds(from + (part * (to - from)));
}
