using System.Threading.Channels;
using Npgsql;
using Plugin.EventLog.Rows;
using Plugin.EventLog.Writing;

namespace Plugin.EventLog.Postgres;

/// <summary>
/// The one loop of this process that appends. It takes all that wait and stores them together; while the database works at a large batch it
/// prepares the next. Every silo has one; the log's lock orders them.
/// </summary>
internal sealed partial class PostgresWriter : IAsyncDisposable
{
    private const int Attempts = 3;
    private const int Rounds = 8;

    /// <summary>Events of a batch from which on two halves in turns, one of them with the database, are quicker than whole ones.</summary>
    private const int Large = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlDataSource _source;
    private readonly TableSet _tables;
    private readonly PostgresFollower _follower;
    private readonly TimeProvider _clock;
    private readonly Channel<PendingAppend> _queue =
        Channel.CreateUnbounded<PendingAppend>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    // The loop's own.
    private readonly List<PendingAppend> _waiting = [];
    private readonly KnownVersions _known = new();
    private NpgsqlConnection? _connection;
    private Task<bool>? _arrival;

    public PostgresWriter(NpgsqlDataSource source, TableSet tables, PostgresFollower follower, TimeProvider clock)
    {
        (_source, _tables, _follower, _clock) = (source, tables, follower, clock);
        _loop = Run();
    }

    public void Append(PendingAppend append)
    {
        if (!_queue.Writer.TryWrite(append))
        {
            throw new LogUnavailableException("The store is closed.");
        }
    }

    /// <summary>Stores what is waiting, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        _stop.CancelAfter(TimeSpan.FromSeconds(10));
        await _loop;
        await Disconnect();
        _stop.Dispose();
    }

    private async Task Run()
    {
        var last = 0;
        var batch = await Gather(last);
        var stored = batch is null ? null : Send(batch);
        while (batch is not null && stored is not null)
        {
            last = batch.Plan.Appends.Count;
            var next = await PrepareDuring(batch, stored);
            if (await Outcome(stored) is { } outcome)
            {
                var (done, nextStored) = (batch, next is null ? null : Send(next));
                Acknowledge(done, outcome);
                (batch, stored) = (next, nextStored);
            }
            else
            {
                // What was prepared took for granted that this batch would be stored.
                _known.Forget();
                _waiting.InsertRange(0, next?.Plan.Appends ?? []);
                await Store(batch, stored);
                (batch, stored) = (null, null);
            }

            if (batch is null && (batch = await Gather(last)) is not null)
            {
                stored = Send(batch);
            }
        }
    }

    /// <summary>The next batch of those who wait, as soon as there are any; null when there never will be.</summary>
    private async Task<AppendBatch?> Gather(int last)
    {
        while (true)
        {
            Drain();
            if (_waiting.Count > 0)
            {
                break;
            }

            if (!await Arrival())
            {
                return null;
            }

            _arrival = null;
        }

        // Those whom the last batch acknowledged are about to come back: letting them run first makes full batches instead of two
        // alternating halves, and a transaction costs much by itself.
        for (var round = 0; round < Rounds && _waiting.Count < last; round++)
        {
            await Task.Yield();
            Drain();
        }

        return Prepare();
    }

    /// <summary>What is prepared while the database has this batch: half as many events, when they come in time; else nothing.</summary>
    private async Task<AppendBatch?> PrepareDuring(AppendBatch batch, Task<BatchOutcome> stored)
    {
        _known.Learn(batch.Plan.Written);
        while (batch.Count >= Large && !stored.IsCompleted)
        {
            Drain();
            if (_waiting.Sum(append => append.Salts.Count) * 2 >= batch.Count)
            {
                return Prepare();
            }

            if (Arrival() is { IsCompleted: true } arrived)
            {
                if (!await arrived)
                {
                    return null;
                }

                _arrival = null;
                continue;
            }

            await Task.WhenAny(stored, Arrival());
        }

        return null;
    }

    private AppendBatch Prepare()
    {
        var batch = new AppendBatch(BatchPlan.Of(_waiting, _known), _tables);
        batch.Prepare();
        return batch;
    }

    // The queue has one reader, who waits once at a time.
    private Task<bool> Arrival() => _arrival ??= _queue.Reader.WaitToReadAsync(CancellationToken.None).AsTask();

    /// <summary>Null unless every append of the batch was stored.</summary>
    private static async Task<BatchOutcome?> Outcome(Task<BatchOutcome> stored)
    {
        await ((Task)stored).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return stored is { IsCompletedSuccessfully: true, Result: { Refusals.Count: 0 } outcome } ? outcome : null;
    }

    private void Drain()
    {
        while (_queue.Reader.TryRead(out var append))
        {
            if (append.TryTake())
            {
                _waiting.Add(append);
            }
        }
    }

    private async Task<BatchOutcome> Send(AppendBatch batch)
    {
        NpgsqlConnection connection;
        try
        {
            connection = await Connect();
        }
        catch (NpgsqlException e)
        {
            throw PostgresErrors.Unreachable(e);
        }

        return await batch.Run(connection, CancellationToken.None);
    }

    private void Acknowledge(AppendBatch batch, BatchOutcome outcome)
    {
        if (_follower.Tail.IsFollowed)
        {
            _follower.Tail.Publish(batch.Committed(outcome));
        }

        LogTelemetry.Committed(batch.Plan.Appends.Count, batch.Count);
        var position = outcome.Head;
        foreach (var append in batch.Plan.Appends)
        {
            var first = position + 1;
            position += append.Salts.Count;
            append.Stored(new Appended(first, position, Replayed: false, append.Append.Outcome));
        }
    }

    private async Task<NpgsqlConnection> Connect()
    {
        if (_connection is null)
        {
            _connection = await _source.OpenConnectionAsync(_stop.Token);
            _follower.OwnBackend = _connection.ProcessID;
        }

        return _connection;
    }

    private async Task Disconnect()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            _known.Forget();
            await connection.DisposeAsync();
        }
    }
}
