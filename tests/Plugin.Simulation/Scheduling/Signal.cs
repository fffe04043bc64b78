namespace Plugin.Simulation.Scheduling;

/// <summary>Wakes whoever waits for the next change of something, in its own process.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = new();

    /// <summary>Taken before looking, so that what comes while looking is not missed.</summary>
    public Task Next => _next.Task;

    public void Give()
    {
        var former = _next;
        _next = new TaskCompletionSource();
        former.SetResult();
    }
}
