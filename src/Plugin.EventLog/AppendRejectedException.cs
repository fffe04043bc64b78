namespace Plugin.EventLog;

/// <summary>
/// The store refuses to hold what this append would write: a row change with a null key, an unknown column, a duplicate in a unique index
/// of a read table. Nothing of it is stored and repeating it is useless: the projector or the caller has a bug.
/// </summary>
public sealed class AppendRejectedException(string message, Exception? inner = null) : Exception(message, inner);
