namespace Plugin.EventLog;

/// <summary>
/// An event as the log holds it. <see cref="Position"/> counts from 1 without holes in commit order; the Merkle leaf index is
/// position − 1. <see cref="Version"/> counts from 1 within the stream. <see cref="At"/> has microsecond precision, is UTC and never
/// goes back along the log.
/// </summary>
public sealed record StoredEvent(
    long Position,
    string Stream,
    long Version,
    string Name,
    ReadOnlyMemory<byte> Data,
    ReadOnlyMemory<byte> Metadata,
    DateTimeOffset At,
    ReadOnlyMemory<byte> Salt,
    ReadOnlyMemory<byte> Leaf);
