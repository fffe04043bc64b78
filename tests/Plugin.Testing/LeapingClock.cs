namespace Plugin.Testing;

/// <summary>
/// The machine's clock, with which a test can leave out time: a leap passes as if it had been waited for, timers and all. Beside that the clock on the
/// wall alone can be set, forwards and back, as an administrator or a time service does; timers and elapsed times know nothing of it.
/// </summary>
public sealed class LeapingClock : TimeProvider
{
    // All guarded by _timers.
    private readonly HashSet<LeapingTimer> _timers = [];
    private TimeSpan _left;
    private TimeSpan _set;
    private TaskCompletionSource _armed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_timers)
        {
            return System.GetUtcNow() + _left + _set;
        }
    }

    public override long GetTimestamp() => Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LeapingTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Leaves out so much time, and waits until whoever was woken by that has set a new timer, as everything that comes again does.</summary>
    public async Task Leap(TimeSpan time, TimeSpan within)
    {
        Task armed;
        bool wakes;
        lock (_timers)
        {
            armed = _armed.Task;
            _left += time;
            wakes = _timers.Any(timer => timer.IsDue);
            foreach (var timer in _timers)
            {
                timer.Arm();
            }
        }

        if (wakes)
        {
            try
            {
                await armed.WaitAsync(within);
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException($"After {within.TotalSeconds:0} s still missing: a new timer of whoever was woken by a leap of {time}", e);
            }
        }
    }

    /// <summary>Sets the clock on the wall.</summary>
    public void Set(TimeSpan by)
    {
        lock (_timers)
        {
            _set += by;
        }
    }

    private TimeSpan Elapsed
    {
        get
        {
            lock (_timers)
            {
                return System.GetElapsedTime(0) + _left;
            }
        }
    }

    private sealed class LeapingTimer : ITimer
    {
        private readonly LeapingClock _clock;
        private readonly Action _callback;
        private readonly ITimer _timer;
        private TimeSpan? _due;
        private TimeSpan _period;

        public LeapingTimer(LeapingClock clock, Action callback)
        {
            (_clock, _callback) = (clock, callback);
            _timer = System.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool IsDue => _due <= _clock.Elapsed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_clock._timers)
            {
                (_due, _period) = (dueTime == Timeout.InfiniteTimeSpan ? null : _clock.Elapsed + dueTime, period);
                if (_due is null)
                {
                    _clock._timers.Remove(this);
                    return _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                }

                _clock._timers.Add(this);
                Arm();
                var armed = _clock._armed;
                _clock._armed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                armed.TrySetResult();
                return true;
            }
        }

        /// <summary>Holding the clock's lock.</summary>
        public void Arm()
        {
            if (_due is { } due)
            {
                var left = due - _clock.Elapsed;
                _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }

        public void Dispose()
        {
            Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            lock (_clock._timers)
            {
                if (_due is not { } due || due > _clock.Elapsed)
                {
                    // It was changed in the moment in which it fell due, or the machine's timer came a little early.
                    Arm();
                    return;
                }

                if (_period > TimeSpan.Zero)
                {
                    // As of a real one, what was missed is not made up for.
                    _due = _clock.Elapsed + _period;
                    Arm();
                }
                else
                {
                    _due = null;
                    _clock._timers.Remove(this);
                }
            }

            _callback();
        }
    }
}
