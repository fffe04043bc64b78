namespace Plugin.Grains.Witnessing;

/// <summary>What a station is told about the log.</summary>
/// <param name="Note">The newest checkpoint, signed by the hub.</param>
/// <param name="Others">How many other nodes sign checkpoints.</param>
/// <param name="Witnessed">The newest checkpoint, up to this one, that other nodes have signed, with their signatures; null when there is none.</param>
/// <param name="Keys">Theirs, in the text form of signed-note.</param>
public sealed record CheckpointNews(long Size, string Note, int Others, string? Witnessed, IReadOnlyList<string> Keys);
