namespace Plugin.Node.Runtimes;

/// <summary>The runtime does not answer at the moment; the same call may succeed later.</summary>
public sealed class RuntimeUnavailableException(string message, Exception? inner) : Exception(message, inner);
