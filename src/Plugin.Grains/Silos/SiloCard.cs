namespace Plugin.Grains.Silos;

/// <summary>What a silo says about itself with every heartbeat. Silos of another version read it too, so what is added is optional.</summary>
/// <param name="Head">The log's last position when it was written.</param>
/// <param name="Position">How far the silo had followed the log then.</param>
/// <param name="Nodes">Feeds of stations.</param>
/// <param name="UnderWay">Requests, feeds included.</param>
/// <param name="PerSecond">Requests begun since the heartbeat before.</param>
/// <param name="Cpu">Processors in use since the heartbeat before, 1 for a whole one.</param>
/// <param name="Memory">Bytes.</param>
public sealed record SiloCard(
    string Address, string Version, DateTimeOffset StartedAt, bool Leaving, long Head, long Position, int Nodes, int UnderWay, double PerSecond,
    double Cpu, long Memory)
{
    /// <summary>Requests answered with 500 or more since the heartbeat before.</summary>
    public double FailedPerSecond { get; init; }

    public MailCounts? Mails { get; init; }

    /// <summary>As <see cref="Silo.Lists"/>; null of a version that did not say so.</summary>
    public string? Lists { get; init; }
}

/// <param name="Waiting">Not sent yet.</param>
/// <param name="Sent">Since the silo's start.</param>
/// <param name="Failed">Given up or not taken, since the silo's start.</param>
public sealed record MailCounts(int Waiting, long Sent, long Failed);
