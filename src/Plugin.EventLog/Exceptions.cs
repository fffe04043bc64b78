namespace Plugin.EventLog;

/// <summary>A stream is not at the version its writer (or guard) had read. Load again and decide again.</summary>
public sealed class StreamConflictException(string stream, long expected, long actual)
    : Exception($"Stream {stream} is at version {actual}, not at {expected}.")
{
    public string Stream { get; } = stream;
    public long Expected { get; } = expected;
    public long Actual { get; } = actual;
}

/// <summary>A unique (kind, value) has another owner already.</summary>
public sealed class KeyTakenException(string kind, string value, string owner)
    : Exception($"The {kind} '{value}' is already taken by {owner}.")
{
    public string Kind { get; } = kind;
    public string Value { get; } = value;
    public string Owner { get; } = owner;
}

/// <summary>
/// The store could not be reached or did not answer in time, and the append is known not to be stored (an append whose fate is in
/// doubt is looked up before anybody is answered).
/// </summary>
public class LogUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A newer silo has changed the read tables, so this one cannot append any more. Nothing was stored; who asks a newer silo is served.</summary>
public sealed class OutdatedException(string message, Exception? inner = null) : LogUnavailableException(message, inner);

/// <summary>
/// The log is not a continuation of what this hub knows of it: it was restored to the past, or another generation was opened. Whoever serves
/// it stops.
/// </summary>
public sealed class LogWentBackException(string message) : Exception(message);

/// <summary>The database is damaged, foreign, or of another version; the message says which and what to do.</summary>
public sealed class LogUnusableException(string message, Exception? inner = null) : Exception(message, inner);
