using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Plugin.EventLog.Writing;

namespace Plugin.EventLog.Sqlite;

/// <summary>
/// The only thread that writes to the file. It takes whatever appends are waiting and commits them together; other writes come in
/// between, one by one.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MaxBatch = 512;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly BlockingCollection<object> _queue = [];
    private readonly SqliteConnection _durable;
    private readonly SqliteConnection _relaxed;
    private readonly SqliteAppender _appender;
    private readonly Thread _thread;

    public SqliteWriter(SqliteFile file, Func<SqliteConnection, SqliteAppender> appender)
    {
        _durable = file.OpenToWrite(durable: true);
        _relaxed = file.OpenToWrite(durable: false);
        _appender = appender(_durable);
        _thread = new Thread(Run) { Name = "plugin log writer", IsBackground = true };
        _thread.Start();
    }

    public void Append(PendingAppend append) => Enqueue(append);

    /// <summary>Runs other work on the writer's thread and connection.</summary>
    /// <param name="durable">Flushed to disk when done.</param>
    public Task<T> Write<T>(Func<SqliteConnection, T> work, bool durable)
    {
        var job = new Job<T>(work, durable);
        Enqueue(job);
        return job.Done;
    }

    /// <summary>Folds the write-ahead log into the file and empties it. False when a reader is in the way.</summary>
    public Task<bool> Checkpoint()
    {
        var job = new CheckpointJob();
        Enqueue(job);
        return job.Done;
    }

    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _appender.Dispose();
        _relaxed.Dispose();
        _durable.Dispose();
        _queue.Dispose();
    }

    private void Enqueue(object work)
    {
        try
        {
            _queue.Add(work);
        }
        catch (InvalidOperationException e)
        {
            throw new LogUnavailableException("The store is closed.", e);
        }
    }

    private void Run()
    {
        var batch = new List<PendingAppend>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            var next = first;
            while (next is not null)
            {
                var work = next;
                next = null;
                if (work is IJob job)
                {
                    Settled(() => job.Run(job.Durable ? _durable : _relaxed), job.Fail);
                    continue;
                }

                batch.Add((PendingAppend)work);
                while (batch.Count < MaxBatch && _queue.TryTake(out next) && next is PendingAppend append)
                {
                    batch.Add(append);
                    next = null;
                }

                batch.RemoveAll(a => !a.TryTake());
                Settled(() => _appender.Append(batch), e => batch.ForEach(a => a.Failed(e)));
                batch.Clear();
            }
        }
    }

    /// <summary>
    /// Nobody is told "not stored" while a crash could still bring it to life: after a commit that could not be flushed, what is committed
    /// before it is folded into the database, and the write-ahead log is emptied.
    /// </summary>
    private void Settled(Action write, Action<Exception> fail)
    {
        try
        {
            write();
        }
        catch (UncertainCommitException e)
        {
            var reason = new LogUnavailableException($"The disk of the database fails: {e.Message} Nothing was stored.", e);
            while (!IsEmptied())
            {
                // Those who came later were never written; they need not wait for the disk.
                if (_queue.TryTake(out var waiting, Pause))
                {
                    Withdraw(waiting, reason);
                }
                else if (_queue.IsCompleted)
                {
                    fail(new LogUnusableException("The disk of the database failed until the end; what was stored is known after the next start.", e));
                    return;
                }
            }

            fail(reason);
        }
    }

    private bool IsEmptied()
    {
        try
        {
            return Emptied(_durable);
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private static void Withdraw(object work, Exception reason)
    {
        if (work is IJob job)
        {
            job.Fail(reason);
        }
        else if (work is PendingAppend append && append.TryTake())
        {
            append.Failed(reason);
        }
    }

    // Readers come and go; whoever waits for them here would make every append wait as well.
    private static bool Emptied(SqliteConnection connection)
    {
        try
        {
            connection.Run("pragma busy_timeout = 0");
            using var command = connection.Command("pragma wal_checkpoint(truncate)");
            using var reader = command.ExecuteReader();
            return reader.Read() && reader.GetInt64(0) == 0;
        }
        finally
        {
            connection.Run("pragma busy_timeout = 30000");
        }
    }

    private interface IJob
    {
        bool Durable { get; }

        void Run(SqliteConnection connection);

        void Fail(Exception exception);
    }

    // Outside any transaction, unlike other work.
    private sealed class CheckpointJob : IJob
    {
        private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<bool> Done => _done.Task;
        public bool Durable => true;

        public void Run(SqliteConnection connection)
        {
            try
            {
                _done.TrySetResult(Emptied(connection));
            }
            catch (SqliteException e)
            {
                _done.TrySetException(SqliteErrors.Typed(e));
            }
        }

        public void Fail(Exception exception) => _done.TrySetException(exception);
    }

    private sealed class Job<T>(Func<SqliteConnection, T> work, bool durable) : IJob
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Done => _done.Task;
        public bool Durable => durable;

        public void Fail(Exception exception) => _done.TrySetException(exception);

        public void Run(SqliteConnection connection)
        {
            try
            {
                _done.TrySetResult(connection.InTransaction(work));
            }
            catch (SqliteException e)
            {
                _done.TrySetException(SqliteErrors.Typed(e));
            }
            // The thread serves everybody: whatever went wrong belongs to who asked for this work.
            catch (Exception e) when (e is not OutOfMemoryException and not UncertainCommitException)
            {
                _done.TrySetException(e);
            }
        }
    }
}
