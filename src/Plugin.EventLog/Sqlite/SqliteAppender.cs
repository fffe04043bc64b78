using Microsoft.Data.Sqlite;
using Plugin.EventLog.Entries;
using Plugin.EventLog.Following;
using Plugin.EventLog.Rows;
using Plugin.EventLog.Writing;

namespace Plugin.EventLog.Sqlite;

/// <summary>
/// Writes batches of appends, each batch in one transaction. Runs on the writer's thread only. A refused append writes nothing and leaves
/// its neighbours alone; when the database itself refuses something, the batch is rolled back and its appends are tried one by one.
/// </summary>
internal sealed class SqliteAppender(SqliteConnection connection, TableSet tables, TimeProvider clock, LogTail tail) : IDisposable
{
    private readonly SqliteLogStatements _sql = new(connection);
    private readonly SqliteRows _rows = new(connection);

    /// <exception cref="UncertainCommitException">Nobody of the batch was answered yet whose append may be affected.</exception>
    public void Append(IReadOnlyList<PendingAppend> batch)
    {
        try
        {
            var answers = connection.InTransaction(_ => Write(batch));
            LogTelemetry.Committed(answers.Count, answers.Sum(answer => answer.Events.Count));
            tail.Publish([.. answers.SelectMany(a => a.Events)]);
            foreach (var answer in answers)
            {
                answer.Tell();
            }
        }
        catch (SqliteException e) when (batch.Count == 1)
        {
            batch[0].Failed(SqliteErrors.Typed(e));
        }
        catch (SqliteException)
        {
            foreach (var append in batch)
            {
                Append([append]);
            }
        }
        // The thread serves everybody. Nothing of this batch was stored.
        catch (Exception e) when (e is not OutOfMemoryException and not UncertainCommitException)
        {
            foreach (var append in batch)
            {
                append.Failed(e);
            }
        }
    }

    public void Dispose()
    {
        _sql.Dispose();
        _rows.Dispose();
    }

    private List<Answer> Write(IReadOnlyList<PendingAppend> batch)
    {
        var (head, lastAt) = _sql.Head();
        var now = LogTime.Truncate(clock.GetUtcNow());
        var at = now > lastAt ? now : lastAt;
        var rows = new RowBatch(tables);
        var answers = new List<Answer>(batch.Count);
        foreach (var pending in batch)
        {
            var answer = Write(pending, head, at);
            head += answer.Events.Count;
            answers.Add(answer);
            if (answer.Events.Count > 0)
            {
                rows.Add(pending.Changes);
            }
        }

        _rows.Write(rows);
        return answers;
    }

    private Answer Write(PendingAppend pending, long head, DateTimeOffset at)
    {
        var append = pending.Append;
        if (append.IdempotencyKey is { } known && _sql.OutcomeOf(known) is { } outcome)
        {
            return new Answer(pending, new Appended(0, 0, Replayed: true, outcome), null, []);
        }

        if (Refusal(append) is { } refusal)
        {
            return new Answer(pending, null, refusal, []);
        }

        var events = new List<StoredEvent>(pending.Salts.Count);
        foreach (var stream in append.Streams)
        {
            var version = stream.ExpectedVersion;
            foreach (var @event in stream.Events)
            {
                version++;
                var salt = pending.Salts[events.Count];
                var stored = new StoredEvent(
                    head + events.Count + 1, stream.Stream, version, @event.Name, @event.Data, @event.Metadata, at, salt,
                    Entry.Leaf(stream.Stream, version, @event, at, salt));
                _sql.Insert(stored);
                events.Add(stored);
            }
        }

        foreach (var owner in append.ReleasedOwners)
        {
            _sql.Release(owner);
        }

        foreach (var key in append.Keys)
        {
            _sql.Change(key);
        }

        foreach (var write in append.Vault)
        {
            _sql.Write(write);
        }

        if (append.OpensGeneration is { } generation)
        {
            connection.Scalar("update origin set generation = @generation where generation < @generation", ("@generation", generation));
        }

        if (append.IdempotencyKey is { } idempotency)
        {
            _sql.Remember(idempotency, append.Outcome);
        }

        return new Answer(pending, new Appended(head + 1, head + events.Count, Replayed: false, append.Outcome), null, events);
    }

    private Exception? Refusal(Append append)
    {
        foreach (var stream in append.Streams)
        {
            if (_sql.VersionOf(stream.Stream) is var actual && actual != stream.ExpectedVersion)
            {
                return new StreamConflictException(stream.Stream, stream.ExpectedVersion, actual);
            }
        }

        foreach (var guard in append.Guards)
        {
            if (_sql.VersionOf(guard.Stream) is var actual && actual != guard.ExpectedVersion)
            {
                return new StreamConflictException(guard.Stream, guard.ExpectedVersion, actual);
            }
        }

        foreach (var key in append.Keys.OfType<TakeKey>())
        {
            if (_sql.OwnerOf(key.Kind, key.Value) is { } owner && owner != key.Owner)
            {
                return new KeyTakenException(key.Kind, key.Value, owner);
            }
        }

        return null;
    }

    private sealed record Answer(PendingAppend Pending, Appended? Appended, Exception? Refusal, IReadOnlyList<StoredEvent> Events)
    {
        public void Tell()
        {
            if (Refusal is not null)
            {
                Pending.Failed(Refusal);
            }
            else
            {
                Pending.Stored(Appended!);
            }
        }
    }
}
