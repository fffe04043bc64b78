namespace Plugin.Simulation.Scheduling;

/// <summary>
/// One thread, one queue and a clock that only moves when there is nothing left to do: whatever hub, stations and people do is a step of one of
/// their processes here, one after the other, so that a seed is the whole history.
/// </summary>
internal sealed class Simulator
{
    private static readonly DateTimeOffset Beginning = new(2026, 3, 3, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Far more than a whole story takes.</summary>
    private const int StepsAtOneMoment = 100_000;

    private readonly Queue<(Process Process, SendOrPostCallback Callback, object? State)> _ready = new();
    private readonly PriorityQueue<ProcessTimer, (long Due, long Order)> _timers = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _now;
    private long _order;
    private int _stepsNow;
    private Exception? _fault;

    public Simulator() => World = new Process("world", this);

    /// <summary>What is nobody's process: the network between them, the hand that breaks and mends them.</summary>
    public Process World { get; }

    public TimeSpan Elapsed => TimeSpan.FromTicks(_now);

    public DateTimeOffset Now => Beginning.AddTicks(_now);

    public long Ticks => _now;

    /// <summary>How many steps were taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Runs until the story has been told.</summary>
    /// <exception cref="SimulationException">
    /// It cannot go on, takes longer than the limit of simulated time, goes round in circles, or something left the scheduler or failed beside it.
    /// </exception>
    public T Run<T>(Func<Task<T>> story, TimeSpan limit)
    {
        var former = SynchronizationContext.Current;
        try
        {
            SynchronizationContext.SetSynchronizationContext(World);
            var told = story();
            while (!told.IsCompleted)
            {
                Step(limit);
            }

            return told.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(former);
        }
    }

    public void Enqueue(Process process, SendOrPostCallback callback, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            _fault ??= new SimulationException($"Something went on outside the scheduler:\n{Environment.StackTrace}");
            return;
        }

        _ready.Enqueue((process, callback, state));
    }

    /// <summary>The number under which the timer is due then.</summary>
    public long Plan(ProcessTimer timer, TimeSpan due)
    {
        _timers.Enqueue(timer, (_now + Math.Max(due.Ticks, 0), _order));
        return _order++;
    }

    /// <summary>Something failed that nobody waits for: the story is over.</summary>
    public void Fail(Exception fault) => _fault ??= fault;

    private void Step(TimeSpan limit)
    {
        if (_fault is { } fault)
        {
            throw fault as SimulationException ?? new SimulationException($"{fault.GetType().Name}: {fault.Message}\n{fault.StackTrace}");
        }

        Steps++;
        if (++_stepsNow > StepsAtOneMoment)
        {
            throw new SimulationException($"Somebody goes round in circles: {StepsAtOneMoment} steps after {Elapsed} and no time goes by.");
        }

        if (_ready.TryDequeue(out var next))
        {
            next.Process.Take(next.Callback, next.State);
        }
        else if (_timers.TryDequeue(out var timer, out var at))
        {
            _stepsNow = at.Due > _now ? 0 : _stepsNow;
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
}

internal sealed class SimulationException(string message) : Exception(message);
