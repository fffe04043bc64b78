namespace Plugin.EventLog.Verifying;

/// <param name="Events">How many events are good, from the first on.</param>
/// <param name="Root">Of the tree over the good events.</param>
/// <param name="FirstBad">Null when the whole log is good.</param>
public sealed record VerificationReport(long Events, int Streams, ReadOnlyMemory<byte> Root, TimeSpan Took, BadEvent? FirstBad)
{
    public bool Verified => FirstBad is null;

    public double EventsPerSecond => Took > TimeSpan.Zero ? Events / Took.TotalSeconds : 0;
}

/// <param name="Why">Continues the sentence "the event at position n is bad: …".</param>
public sealed record BadEvent(long Position, string Why);

public readonly record struct VerificationProgress(long Position, long Head);
