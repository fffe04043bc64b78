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

    // So many events at once are worth two transactions instead of one: what a transaction costs by itself is then less than what the
    // database gains by not waiting for the authors.
    private const int WorthTwo = 64;
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
    private int _enough;
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
        while (_waiting.Count > 0 || await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await Gather();
            for (Sent? next = Send(); next is { } sent;)
            {
                next = await Finish(sent);
            }
        }
    }

    // Those whom the last batch acknowledged are about to come back: letting them run first makes full batches instead of odd ones.
    private async Task Gather()
    {
        Drain();
        for (var round = 0; round < Rounds && Waiting < _enough; round++)
        {
            await Task.Yield();
            Drain();
        }
    }

    private int Waiting => _waiting.Sum(append => append.Salts.Count);

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

    private Sent Send()
    {
        var batch = new AppendBatch(BatchPlan.Of(_waiting, _known), _tables);
        return new Sent(batch, Run(batch));
    }

    // Everybody in the batch is answered when this returns. If enough are waiting then, theirs is sent before the answers are given: the
    // database has work while the authors of this batch run.
    private async Task<Sent?> Finish(Sent sent)
    {
        if (await Outcome(sent) is not { } outcome)
        {
            return null;
        }

        Drain();
        var (events, waiting) = (sent.Batch.Plan.Events, Waiting);
        _enough = events + waiting < WorthTwo ? events + waiting : (events + waiting) / 2;
        Sent? next = waiting >= WorthTwo / 2 && waiting >= _enough ? Send() : null;
        Acknowledge(sent.Batch, outcome);
        return next;
    }

    // Null when the batch did not simply succeed; then everybody is answered already.
    private async Task<BatchOutcome?> Outcome(Sent sent)
    {
        try
        {
            var outcome = await sent.Running;
            if (outcome.Refusals.Count == 0)
            {
                _known.Learn(sent.Batch.Plan.Written);
                return outcome;
            }

            await Store(Refuse(sent.Batch.Plan, outcome));
        }
        catch (PostgresException e) when (sent.Batch.Plan.Trusts && e.IsStreamConflict())
        {
            _known.Forget();
            await Store([.. sent.Batch.Plan.Appends]);
        }
        catch (PostgresException e) when (e.BlamesContent() && sent.Batch.Plan.Appends.Count > 1)
        {
            foreach (var append in sent.Batch.Plan.Appends)
            {
                await Store([append]);
            }
        }
        // The loop serves everybody: whatever this is, it ends these appends and not the loop. Nothing of them was stored.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            var failure = e is PostgresException refused ? refused.Typed() : e;
            foreach (var append in sent.Batch.Plan.Appends)
            {
                append.Failed(failure);
            }
        }

        return null;
    }

    // Appends of a batch that failed, with all their versions looked up, so that those at fault are named. All are answered when this returns.
    private async Task Store(List<PendingAppend> appends)
    {
        while (appends.Count > 0)
        {
            var batch = new AppendBatch(BatchPlan.Of(appends, known: null), _tables);
            if (await Outcome(new Sent(batch, Run(batch))) is { } outcome)
            {
                Acknowledge(batch, outcome);
            }
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

    private readonly record struct Sent(AppendBatch Batch, Task<BatchOutcome> Running);
}
