using Npgsql;
using Plugin.EventLog.Writing;

namespace Plugin.EventLog.Postgres;

/// <summary>What becomes of a batch that was not simply stored.</summary>
internal sealed partial class PostgresWriter
{
    // Everybody in the plan is answered when this returns.
    private async Task Store(AppendBatch batch, Task<BatchOutcome> stored)
    {
        var plan = batch.Plan;
        BatchOutcome outcome;
        try
        {
            outcome = await Settle(batch, stored);
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
            var batch = new AppendBatch(BatchPlan.Of(appends, known: null), _tables);
            await Store(batch, Send(batch));
        }
    }

    /// <summary>Waits for the batch, and sends it again until its fate is known.</summary>
    private async Task<BatchOutcome> Settle(AppendBatch batch, Task<BatchOutcome> stored)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await stored;
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

            stored = Send(batch);
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
}
