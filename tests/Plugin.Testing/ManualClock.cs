namespace Plugin.Testing;

/// <summary>
/// A clock that stands still until a test moves it. Timers that fall due while it is moved fire on the caller's thread, in the order of their
/// times. The one owner of time in a test.
/// </summary>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    // Both guarded by _timers.
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_timers)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        var until = GetUtcNow() + time;
        while (Due(until) is { } timer)
        {
            timer.Fire();
        }

        lock (_timers)
        {
            _now = until;
        }
    }

    // Moves to the next timer's time and answers it, or null when none falls due.
    private ManualTimer? Due(DateTimeOffset until)
    {
        lock (_timers)
        {
            var next = _timers.Where(timer => timer.Next <= until).MinBy(timer => timer.Next);
            if (next is not null && next.Next > _now)
            {
                _now = next.Next;
            }

            next?.Rearm();
            return next;
        }
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset Next { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._timers)
            {
                clock._timers.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Next = clock._now + dueTime;
                    clock._timers.Add(this);
                }

                return true;
            }
        }

        public void Rearm()
        {
            clock._timers.Remove(this);
            if (_period > TimeSpan.Zero)
            {
                Next += _period;
                clock._timers.Add(this);
            }
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._timers)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
