namespace Plugin.Simulation.Scheduling;

/// <summary>A process's own clock: its wall clock may be wrong, its timers are steps of the process.</summary>
internal sealed class ProcessClock(Process process, Simulator simulator) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => simulator.Now + process.Skew;

    public override long GetTimestamp() => simulator.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ProcessTimer(simulator, process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}

internal sealed class ProcessTimer(Simulator simulator, Process process, TimerCallback callback, object? state) : ITimer
{
    private static readonly SendOrPostCallback Ring = static timer => ((ProcessTimer)timer!).Call();

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
        if (order == _planned && !process.IsDead)
        {
            Plan(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan);
            process.Take(Ring, this);
        }
    }

    public void Dispose() => _planned = -1;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Call() => callback(state);

    private void Plan(TimeSpan due) => _planned = due == Timeout.InfiniteTimeSpan ? -1 : simulator.Plan(this, due);
}
