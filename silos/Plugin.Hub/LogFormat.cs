namespace Plugin.Hub;

/// <summary>How a silo writes its log to its output.</summary>
public enum LogFormat
{
    /// <summary>A line for people.</summary>
    Text,

    /// <summary>A JSON object a line, with the trace that it belongs to.</summary>
    Json,
}
