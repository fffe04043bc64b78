namespace Plugin.Api.Tests;

/// <summary>Tells the time it is set to. Timers run on the system's.</summary>
public sealed class WallClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
