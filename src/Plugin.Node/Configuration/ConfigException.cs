namespace Plugin.Node.Configuration;

/// <summary>The configuration cannot be used. The message names the file, the key and what is wrong with it.</summary>
public sealed class ConfigException(string message, Exception? inner = null) : Exception(message, inner);
