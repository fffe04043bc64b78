namespace Plugin.Simulation.Scheduling;

/// <summary>From the start of something to its end.</summary>
#pragma warning disable CA1001 // Nothing to dispose of: the source has no timer, and nobody takes its wait handle.
internal sealed class Lifetime
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _end = new();

    public CancellationToken Token => _end.Token;

    public bool IsOver => _end.IsCancellationRequested;

    public void End() => _end.Cancel();
}
