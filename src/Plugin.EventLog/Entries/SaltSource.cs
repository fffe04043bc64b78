namespace Plugin.EventLog.Entries;

/// <summary>Fills a buffer with random bytes: <c>RandomNumberGenerator.Fill</c>, or a seeded source in a simulation.</summary>
public delegate void SaltSource(Span<byte> bytes);
