namespace Plugin.Simulation.Scheduling;

/// <summary>
/// One thread, one queue and a clock that only moves when there is nothing left to do: everything that hub and stations do happens here, one
/// step after the other, so that a seed is the whole history.
/// </summary>
internal sealed class Simulator : SynchronizationContext
{
    private static readonly DateTimeOffset Beginning = new(2026, 3, 3, 9, 0, 0, TimeSpan.Zero);

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();
    private readonly PriorityQueue<Timer, (long Due, long Order)> _timers = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _now;
    private long _order;
    private Exception? _fault;

    public Simulator() => Clock = new SimulatedClock(this);

    public TimeProvider Clock { get; }

    public TimeSpan Elapsed => TimeSpan.FromTicks(_now);

    /// <summary>Runs until the story has been told.</summary>
    /// <exception cref="SimulationException">
    /// It cannot go on, takes longer than the limit of simulated time, or something left the scheduler or failed beside it.
    /// </exception>
    public T Run<T>(Func<Task<T>> story, TimeSpan limit)
    {
        var former = Current;
        SetSynchronizationContext(this);
        try
        {
            var told = story();
            while (!told.IsCompleted)
            {
                Step(limit);
            }

            return told.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(former);
        }
    }

    /// <summary>Something that goes on beside the story. When it fails, so does the story.</summary>
    public void Spawn(Func<Task> work) => _ = Spawned(work);

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            _fault ??= new SimulationException($"Something went on outside the scheduler:\n{Environment.StackTrace}");
            return;
        }

        _ready.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public Task Delay(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, Clock, cancellationToken);

    private async Task Spawned(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _fault ??= e;
        }
    }

    private void Step(TimeSpan limit)
    {
        if (_fault is { } fault)
        {
            throw new SimulationException($"{fault.Message}\n{fault.StackTrace}");
        }

        if (_ready.TryDequeue(out var next))
        {
            next.Callback(next.State);
        }
        else if (_timers.TryDequeue(out var timer, out var at))
        {
            _now = Math.Max(_now, at.Due);
            if (_now > limit.Ticks)
            {
                throw new SimulationException($"The story has not ended after {limit} of simulated time.");
            }

            timer.Fire(at.Order);
        }
        else
        {
            throw new SimulationException("Everybody waits for somebody.");
        }
    }

    private sealed class SimulatedClock(Simulator simulator) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Beginning.AddTicks(simulator._now);

        public override long GetTimestamp() => simulator._now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(simulator, callback, state);
            timer.Change(dueTime, period);
            return timer;
        }
    }

    private sealed class Timer(Simulator simulator, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private long _planned = -1;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Plan(dueTime);
            return true;
        }

        /// <summary>A firing that was planned before the last change is void.</summary>
        public void Fire(long order)
        {
            if (order != _planned)
            {
                return;
            }

            Plan(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan);
            callback(state);
        }

        public void Dispose() => _planned = -1;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Plan(TimeSpan due)
        {
            _planned = due == Timeout.InfiniteTimeSpan ? -1 : simulator._order++;
            if (_planned >= 0)
            {
                simulator._timers.Enqueue(this, (simulator._now + due.Ticks, _planned));
            }
        }
    }
}

internal sealed class SimulationException(string message) : Exception(message);
