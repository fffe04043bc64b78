namespace Plugin.Node;

/// <summary>Pauses that grow from a quarter of a second to <paramref name="longest"/>, spread so that stations do not knock all at once.</summary>
internal sealed class Backoff(TimeProvider time, Func<double> random, TimeSpan longest)
{
    private TimeSpan _next = First;

    private static TimeSpan First => TimeSpan.FromMilliseconds(250);

    public void Reset() => _next = First;

    public async Task Pause(CancellationToken cancellationToken)
    {
        var pause = _next * (0.5 + random() / 2);
        _next = _next * 2 < longest ? _next * 2 : longest;
        await Task.Delay(pause, time, cancellationToken);
    }
}
