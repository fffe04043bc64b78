namespace Plugin.Simulation.Scheduling;

/// <summary>
/// Something that can die or stand still between any two of its steps. What it waits for after an await is a step: when it is dead, the step is
/// never taken, and neither is any <c>finally</c>, as with a process that was killed.
/// </summary>
internal sealed class Process : SynchronizationContext
{
    private readonly Simulator _simulator;
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _held = new();
    private readonly List<Action> _mourners = [];
    private int _stepsLeft = -1;
    private Action? _crash;

    public Process(string name, Simulator simulator)
    {
        (Name, _simulator) = (name, simulator);
        Clock = new ProcessClock(this, simulator);
    }

    public string Name { get; }

    public TimeProvider Clock { get; }

    /// <summary>How wrong its wall clock is. Its timers are right.</summary>
    public TimeSpan Skew { get; set; }

    public bool IsDead { get; private set; }

    public bool IsFrozen { get; private set; }

    public override void Post(SendOrPostCallback d, object? state) => _simulator.Enqueue(this, d, state);

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <summary>Something that goes on in this process. When it fails, so does the story.</summary>
    public void Spawn(Func<Task> work) => Post(_ => Ignore(Spawned(work)), null);

    /// <summary>A step of this process after a while; none when it is dead by then.</summary>
    public ProcessTimer After(TimeSpan delay, Action step)
    {
        var timer = new ProcessTimer(_simulator, this, static state => ((Action)state!)(), step);
        timer.Change(delay, Timeout.InfiniteTimeSpan);
        return timer;
    }

    public Task Delay(TimeSpan delay, CancellationToken cancellationToken) => Task.Delay(delay, Clock, cancellationToken);

    public void Kill()
    {
        if (IsDead)
        {
            return;
        }

        IsDead = true;
        _held.Clear();
        foreach (var mourner in _mourners)
        {
            _simulator.World.Post(_ => mourner(), null);
        }
    }

    /// <summary>It dies when it is about to take the step after so many more.</summary>
    public void CrashIn(int steps, Action crash) => (_stepsLeft, _crash) = (steps, crash);

    /// <summary>As SIGSTOP: it takes no step, and knows nothing of it.</summary>
    public void Freeze() => IsFrozen = true;

    public void Resume()
    {
        IsFrozen = false;
        while (_held.TryDequeue(out var step))
        {
            Post(step.Callback, step.State);
        }
    }

    /// <summary>Tells the world of its death, once.</summary>
    public void OnDeath(Action mourner) => _mourners.Add(mourner);

    public void NoLongerOnDeath(Action mourner) => _mourners.Remove(mourner);

    /// <summary>An effect that happens without an await is a place to die at as well.</summary>
    /// <exception cref="ProcessDiedException">It is dead, or dies here.</exception>
    public void Touch()
    {
        if (IsDead || Crashes())
        {
            throw new ProcessDiedException();
        }
    }

    public void Take(SendOrPostCallback callback, object? state)
    {
        if (IsDead)
        {
            return;
        }

        if (IsFrozen)
        {
            _held.Enqueue((callback, state));
        }
        else if (!Crashes())
        {
            if (Current != this)
            {
                SetSynchronizationContext(this);
            }

            callback(state);
        }
    }

    private bool Crashes()
    {
        if (_stepsLeft < 0 || _stepsLeft-- > 0)
        {
            return false;
        }

        var crash = _crash;
        _crash = null;
        Kill();
        if (crash is not null)
        {
            _simulator.World.Post(_ => crash(), null);
        }

        return true;
    }

    private async Task Spawned(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (!IsDead)
            {
                _simulator.Fail(e);
            }
        }
    }

    private static void Ignore(Task task) => _ = task;
}

/// <summary>The process is gone: whatever it was about to do, it does not.</summary>
internal sealed class ProcessDiedException() : Exception("The process died.");
