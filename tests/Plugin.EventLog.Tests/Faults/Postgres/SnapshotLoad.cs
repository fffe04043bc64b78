using System.Data;
using System.Diagnostics;
using Npgsql;
using Plugin.EventLog.Tests.Store;
using Plugin.Testing;

namespace Plugin.EventLog.Tests.Faults.Postgres;

/// <summary>Appends without pause, while a transaction that has read the log stays open.</summary>
internal static class SnapshotLoad
{
    private const int Writers = 16;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    /// <returns>Appends a second before, and in the last seconds of it.</returns>
    public static async Task<(double Before, double During)> Run(TimeSpan held, CancellationToken cancellationToken)
    {
        await using var database = await PostgresDatabase.Create();
        await using var store = await PostgresSchedules.Open(database.ConnectionString, cancellationToken);
        using var enough = new CancellationTokenSource();
        var appended = 0;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(Write));
        await Rate(Window);
        var before = await Rate(Window);

        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var read = new NpgsqlCommand("select count(*) from log.events", connection, transaction);
        await read.ExecuteScalarAsync(cancellationToken);
        await Rate(held - Window);
        var during = await Rate(Window);

        await enough.CancelAsync();
        await writing;
        return (before, during);

        async Task Write(int writer)
        {
            for (var version = 0L; !enough.IsCancellationRequested; version++)
            {
                var append = new Append { Streams = [new StreamAppend($"w-{writer}", version, [Shelf.Added(writer * 10_000_000L + version)])] };
                await store.Log.Append(append, cancellationToken);
                Interlocked.Increment(ref appended);
            }
        }

        async Task<double> Rate(TimeSpan window)
        {
            var (from, clock) = (Volatile.Read(ref appended), Stopwatch.StartNew());
            using var timer = new PeriodicTimer(window);
            await timer.WaitForNextTickAsync(cancellationToken);
            return (Volatile.Read(ref appended) - from) / clock.Elapsed.TotalSeconds;
        }
    }
}
