namespace Plugin.Node.Configuration;

/// <summary>The configuration cannot be used. The message has a line for each problem, with file, line, key and what is expected.</summary>
public sealed class ConfigException(string message, Exception? inner = null) : Exception(message, inner);
