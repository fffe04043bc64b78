namespace Plugin.EventLog;

/// <summary>
/// An event as its author hands it over. The bytes are stored and hashed exactly as given: name and version
/// (<c>run.claimed/1</c>), UTF-8 JSON data, UTF-8 JSON metadata.
/// </summary>
public sealed record NewEvent(string Name, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata);
