using System.Runtime.CompilerServices;

namespace Plugin.EventLog.Following;

internal delegate Task<IReadOnlyList<StoredEvent>> ReadLog(long afterPosition, int limit, CancellationToken cancellationToken);

/// <summary>
/// Serves all followers of a store. Newly committed events are kept in a short memory, so that followers who keep up read no table;
/// who lags behind it reads the log until caught up. The engine says what is new through <see cref="Publish"/>.
/// </summary>
/// <param name="read">Reads the log, for what is not in memory.</param>
/// <param name="inline">Wakes followers on the publisher's own stack, so that a simulation never meets the thread pool.</param>
internal sealed class LogTail(ReadLog read, bool inline)
{
    private const int PageSize = 500;
    private const int MaxEvents = 4096;
    private const long MaxBytes = 8 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly StoredEvent?[] _recent = new StoredEvent?[MaxEvents];
    private readonly List<TaskCompletionSource> _waiting = [];
    private long _start = 1;
    private long _head;
    private long _bytes;
    private bool _known;

    /// <summary>False until somebody follows: until then nobody needs to be told anything.</summary>
    public bool IsFollowed { get; private set; }

    /// <summary>The last position that was published or set, null before the first.</summary>
    public long? Head
    {
        get
        {
            lock (_lock)
            {
                return _known ? _head : null;
            }
        }
    }

    /// <summary>Everything up to this position is in the log; it is read from there by whoever needs it.</summary>
    public void StartAt(long head)
    {
        lock (_lock)
        {
            if (_known && head <= _head)
            {
                return;
            }

            Forget(head);
        }

        Wake();
    }

    /// <summary>
    /// Hands over committed events, in order. Ones that were published before are skipped; after a gap (another process's events are
    /// not read yet) nothing is taken, and the answer is false.
    /// </summary>
    public bool Publish(IReadOnlyList<StoredEvent> events)
    {
        lock (_lock)
        {
            if (!_known && events.Count > 0)
            {
                Forget(events[0].Position - 1);
            }

            foreach (var @event in events)
            {
                if (@event.Position > _head + 1)
                {
                    return false;
                }

                if (@event.Position == _head + 1)
                {
                    Keep(@event);
                }
            }
        }

        Wake();
        return true;
    }

    public async IAsyncEnumerable<StoredEvent> Follow(
        long afterPosition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IsFollowed = true;
        var position = afterPosition;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Taken before looking, so that what arrives while looking wakes us.
            var signal = NextSignal();
            var page = Recent(position) ?? await read(position, PageSize, cancellationToken);
            if (page.Count == 0)
            {
                await using var registration = cancellationToken.Register(() => signal.TrySetCanceled(cancellationToken));
                await signal.Task;
            }
            else
            {
                Withdraw(signal);
            }

            foreach (var @event in page)
            {
                yield return @event;
                position = @event.Position;
            }
        }
    }

    // Null: the log must be read. Empty: there is nothing after this position yet.
    private List<StoredEvent>? Recent(long position)
    {
        lock (_lock)
        {
            if (!_known || position + 1 < _start)
            {
                return null;
            }

            var page = new List<StoredEvent>();
            for (var next = position + 1; next <= _head && page.Count < PageSize; next++)
            {
                page.Add(_recent[next % MaxEvents]!);
            }

            return page;
        }
    }

    private void Keep(StoredEvent @event)
    {
        _head = @event.Position;
        _recent[_head % MaxEvents] = @event;
        _bytes += SizeOf(@event);
        while (_head - _start + 1 >= MaxEvents || _bytes > MaxBytes)
        {
            _bytes -= SizeOf(_recent[_start % MaxEvents]!);
            _recent[_start % MaxEvents] = null;
            _start++;
        }
    }

    private void Forget(long head)
    {
        _known = true;
        _head = head;
        _start = head + 1;
        _bytes = 0;
        Array.Clear(_recent);
    }

    private TaskCompletionSource NextSignal()
    {
        var signal = new TaskCompletionSource(
            inline ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add(signal);
        }

        return signal;
    }

    private void Withdraw(TaskCompletionSource signal)
    {
        lock (_lock)
        {
            _waiting.Remove(signal);
        }
    }

    private void Wake()
    {
        TaskCompletionSource[] woken;
        lock (_lock)
        {
            woken = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var signal in woken)
        {
            signal.TrySetResult();
        }
    }

    private static long SizeOf(StoredEvent @event) => 300 + @event.Data.Length + @event.Metadata.Length;
}
