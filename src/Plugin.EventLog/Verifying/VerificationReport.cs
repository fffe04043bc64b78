using Plugin.EventLog.Proving;

namespace Plugin.EventLog.Verifying;

/// <param name="Events">How many events are good, from the first on.</param>
/// <param name="Root">Of the tree over the events that were read.</param>
/// <param name="Checkpoints">How many checkpoints are good, from the smallest on.</param>
/// <param name="Cosignatures">How many of nodes' signatures under checkpoints are good.</param>
/// <param name="Tiles">How many stored tiles are good.</param>
/// <param name="FirstBad">Null when every event is good, as far as they were read.</param>
/// <param name="FirstBadCheckpoint">Null when every checkpoint is, as far.</param>
/// <param name="FirstBadTile">Null when every stored tile is, as far.</param>
public sealed record VerificationReport(
    long Events, int Streams, ReadOnlyMemory<byte> Root, int Checkpoints, int Cosignatures, long Tiles, TimeSpan Took,
    BadEvent? FirstBad, BadCheckpoint? FirstBadCheckpoint, BadCosignature? FirstBadCosignature, BadTile? FirstBadTile)
{
    /// <summary>The generations after the first, among the good events.</summary>
    public required IReadOnlyList<GenerationStart> Generations { get; init; }

    public bool Verified => FirstBad is null && FirstBadCheckpoint is null && FirstBadCosignature is null && FirstBadTile is null;

    public double EventsPerSecond => Took > TimeSpan.Zero ? Events / Took.TotalSeconds : 0;
}

/// <param name="Opening">Its first event.</param>
public sealed record GenerationStart(int Generation, StoredEvent Opening);

/// <param name="Why">Continues the sentence "the event at position n is bad: …".</param>
public sealed record BadEvent(long Position, string Why);

/// <param name="Why">Continues the sentence "the checkpoint of n events is bad: …".</param>
public sealed record BadCheckpoint(long Size, string Why);

/// <param name="Last">The position of the last event below it.</param>
/// <param name="Why">Continues the sentence "the tile … is bad: …".</param>
public sealed record BadTile(int Level, long Index, long Last, string Why);

public readonly record struct VerificationProgress(long Position, long Head);
