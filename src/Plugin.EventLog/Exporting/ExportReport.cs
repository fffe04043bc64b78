namespace Plugin.EventLog.Exporting;

/// <summary>What an export proves.</summary>
/// <param name="Key">The hub's key that signed the checkpoint, in the text form of signed-note.</param>
/// <param name="Cosignatures">How many nodes signed it too.</param>
/// <param name="Registered">How many of these with a key that an event in this export says is theirs.</param>
/// <param name="HasOpenedText">Whether text is in it that the proof does not cover.</param>
public sealed record ExportReport(
    ExportManifest Manifest, ReadOnlyMemory<byte> Root, string Key, int Cosignatures, int Registered, bool HasOpenedText, TimeSpan Took)
{
    public double EventsPerSecond => Took > TimeSpan.Zero ? Manifest.Events / Took.TotalSeconds : 0;
}
