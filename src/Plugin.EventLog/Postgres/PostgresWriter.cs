using System.Threading.Channels;
using Npgsql;
using Plugin.EventLog.Rows;
using Plugin.EventLog.Writing;

namespace Plugin.EventLog.Postgres;

/// <summary>
/// The one loop of this process that appends. It takes all that wait and stores them together. Every silo has one; the log's lock orders
/// them.
/// </summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private const int Attempts = 3;
    private const int Rounds = 8;
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
        while (_waiting.Count > 0 || await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            Drain();
            // Those whom the last batch acknowledged are about to come back: letting them run first makes full batches instead of two
            // alternating halves, and a transaction costs much by itself.
            for (var round = 0; round < Rounds && _waiting.Count < last; round++)
            {
                await Task.Yield();
                Drain();
            }

            var plan = BatchPlan.Of(_waiting, _known);
            last = plan.Appends.Count;
            await Store(plan);
        }
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

    // Everybody in the plan is answered when this returns.
    private async Task Store(BatchPlan plan)
    {
        var batch = new AppendBatch(plan, _tables);
        BatchOutcome outcome;
        try
        {
            outcome = await Run(batch);
        }
        catch (PostgresException e) when (plan.Trusts && e.IsStreamConflict())
        {
            _known.Forget();
            await StoreStrictly([.. plan.Appends]);
            return;
        }
        catch (PostgresException e) when (e.BlamesContent() && plan.Appends.Count > 1)
        {
            foreach (var append in plan.Appends)
            {
                await StoreStrictly([append]);
            }

            return;
        }
        // The loop serves everybody: whatever this is, it ends these appends and not the loop. Nothing of them was stored.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var failure = e is PostgresException refused ? refused.Typed() : e;
            foreach (var append in plan.Appends)
            {
                append.Failed(failure);
            }

            return;
        }

        if (outcome.Refusals.Count > 0)
        {
            await StoreStrictly(Refuse(plan, outcome));
            return;
        }

        _known.Learn(plan.Written);
        Acknowledge(batch, outcome);
    }

    // Appends of a batch that was not stored: all their versions are looked up, so that those at fault are named.
    private async Task StoreStrictly(List<PendingAppend> appends)
    {
        while (appends.Count > 0)
        {
            await Store(BatchPlan.Of(appends, known: null));
        }
    }

    /// <summary>Runs the batch until its fate is known.</summary>
    private async Task<BatchOutcome> Run(AppendBatch batch)
    {
        for (var attempt = 1; ; attempt++)
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

            try
            {
                return await batch.Run(connection, CancellationToken.None);
            }
            catch (PostgresException e) when (e.IsLockTimeout() && attempt < Attempts)
            {
                await LogLock.Evict(_source, CancellationToken.None);
            }
            catch (Exception e) when (!e.IsKnownFailure() && e is NpgsqlException or IOException or OperationCanceledException or TimeoutException)
            {
                await Disconnect();
                if (await Find(batch) is { } found)
                {
                    return found;
                }

                if (attempt == Attempts)
                {
                    throw PostgresErrors.Unreachable(e);
                }

                batch = new AppendBatch(BatchPlan.Of([.. batch.Plan.Appends], known: null), _tables);
            }
        }
    }

    private async Task<BatchOutcome?> Find(AppendBatch batch)
    {
        while (true)
        {
            try
            {
                return await batch.Find(await Connect(), _stop.Token);
            }
            catch (PostgresException e) when (e.IsLockTimeout())
            {
                await LogLock.Evict(_source, _stop.Token);
            }
            catch (NpgsqlException e)
            {
                await Disconnect();
                FailWaiting(e);
                await Task.Delay(Pause, _clock, _stop.Token);
            }
        }
    }

    // Those who came after the connection broke were never sent; they need not wait for the database to come back.
    private void FailWaiting(Exception reason)
    {
        Drain();
        foreach (var append in _waiting)
        {
            append.Failed(PostgresErrors.Unreachable(reason));
        }

        _waiting.Clear();
    }

    private void Acknowledge(AppendBatch batch, BatchOutcome outcome)
    {
        if (_follower.Tail.IsFollowed)
        {
            _follower.Tail.Publish(batch.Committed(outcome));
        }

        var position = outcome.Head;
        foreach (var append in batch.Plan.Appends)
        {
            var first = position + 1;
            position += append.Salts.Count;
            append.Stored(new Appended(first, position, Replayed: false, append.Append.Outcome));
        }
    }

    private static List<PendingAppend> Refuse(BatchPlan plan, BatchOutcome outcome)
    {
        var rest = new List<PendingAppend>();
        for (var i = 0; i < plan.Appends.Count; i++)
        {
            if (!outcome.Refusals.TryGetValue(i, out var refusal))
            {
                rest.Add(plan.Appends[i]);
            }
            else if (refusal.Exception is not null)
            {
                plan.Appends[i].Failed(refusal.Exception);
            }
            else
            {
                plan.Appends[i].Stored(new Appended(0, 0, Replayed: true, refusal.Outcome));
            }
        }

        return rest;
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
