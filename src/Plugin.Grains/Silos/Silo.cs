namespace Plugin.Grains.Silos;

/// <summary>This process among those that serve the hub: who it is, what it is busy with, and whether it is about to leave.</summary>
/// <param name="id">Begins with <c>silo-</c>; no other silo has it, nor has a later life of this one.</param>
public sealed class Silo(string id, string version, DateTimeOffset startedAt) : IDisposable
{
    private readonly CancellationTokenSource _outdated = new();
    private readonly CancellationTokenSource _leaving = new();
    private long _taken;
    private long _failed;
    private int _underWay;

    public string Id => id;

    public string Version => version;

    public DateTimeOffset StartedAt => startedAt;

    /// <summary>Where it listens; empty until it does.</summary>
    public string Address { get; set; } = "";

    /// <summary>The lists that this version makes, in a word that another version with the same lists has too.</summary>
    public string Lists { get; init; } = "";

    /// <summary>Requests since the start, those that last for hours included.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Requests since the start that were answered with 500 or more.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>How the mails of this silo do; null where it sends none.</summary>
    public MailCounts? Mails { get; set; }

    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Cancelled when a newer version has changed the lists, which it does before it serves: this silo can write nothing more, and leaves once another serves.</summary>
    public CancellationToken Outdated => _outdated.Token;

    public bool IsOutdated => _outdated.IsCancellationRequested;

    /// <summary>Cancelled when the silo is to leave. From then on it begins nothing that lasts, and is not ready for more.</summary>
    public CancellationToken Leaving => _leaving.Token;

    public bool IsLeaving => _leaving.IsCancellationRequested;

    /// <summary>Whoever finds out that this silo should go says so here; more than once does no harm.</summary>
    public void Leave() => _leaving.Cancel();

    /// <summary>Whoever finds out that a newer version has changed the lists says so here; more than once does no harm.</summary>
    public void GiveWay() => _outdated.Cancel();

    public void Enter()
    {
        Interlocked.Increment(ref _taken);
        Interlocked.Increment(ref _underWay);
    }

    public void Fail() => Interlocked.Increment(ref _failed);

    public void Exit() => Interlocked.Decrement(ref _underWay);

    public void Dispose()
    {
        _outdated.Dispose();
        _leaving.Dispose();
    }
}
