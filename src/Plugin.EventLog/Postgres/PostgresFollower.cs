using System.Diagnostics;
using Npgsql;
using Plugin.EventLog.Following;

namespace Plugin.EventLog.Postgres;

/// <summary>
/// Learns of events that other silos appended: one connection per store, whoever follows. A notification is a hint; reading the log every
/// 250 ms is what can be relied on. Own appends come from the writer, without a query.
/// </summary>
internal sealed class PostgresFollower : IAsyncDisposable
{
    private const int PageSize = 1000;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Task _loop = Task.CompletedTask;
    private bool _started;

    public PostgresFollower(NpgsqlDataSource source, TimeProvider clock)
    {
        (_source, _clock) = (source, clock);
        Tail = new LogTail((after, limit, token) => PostgresLog.Page(source, after, limit, token), inline: false);
    }

    public LogTail Tail { get; }

    /// <summary>The backend whose notifications say nothing new.</summary>
    public int OwnBackend { get; set; }

    public IAsyncEnumerable<StoredEvent> Follow(long afterPosition, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_started)
            {
                _started = true;
                _loop = Run(_stop.Token);
            }
        }

        return Tail.Follow(afterPosition, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task Run(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Listen(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or LogUnavailableException)
            {
                // The next round reads what was missed meanwhile.
                await Task.Delay(Poll, _clock, cancellationToken).ContinueWith(
                    _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }

    private async Task Listen(CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        var foreign = false;
        connection.Notification += (_, notification) => foreign |= notification.PID != OwnBackend;
        if (!await ServingLock.IsShared(connection, cancellationToken))
        {
            throw new LogUnavailableException("Somebody has the log to itself, to open a new generation.");
        }

        await connection.Run("listen plugin_log", [], cancellationToken);
        await using var command = connection.Command(
            $"{PostgresLog.SelectEvents} where position > $1 order by position limit {PageSize}", 0L);
        if (Tail.Head is null)
        {
            Tail.StartAt((long)(await connection.Scalar("select coalesce(max(position), 0) from log.events", [], cancellationToken))!);
        }

        while (true)
        {
            var lastRead = Stopwatch.GetTimestamp();
            await CatchUp(command, cancellationToken);
            foreign = false;
            while (!foreign && Poll - Stopwatch.GetElapsedTime(lastRead) is var left && left > TimeSpan.Zero)
            {
                // Npgsql counts whole milliseconds and takes none for "for ever".
                await connection.WaitAsync((int)Math.Ceiling(left.TotalMilliseconds), cancellationToken);
            }
        }
    }

    private async Task CatchUp(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredEvent> page;
        do
        {
            command.Parameters[0].Value = Tail.Head ?? 0;
            page = await PostgresLog.Events(command, cancellationToken);
            if (page.Count > 0)
            {
                Tail.Publish(page);
            }
        }
        while (page.Count == PageSize);
    }
}
