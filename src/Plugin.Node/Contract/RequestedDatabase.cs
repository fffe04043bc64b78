using Plugin.Node.Configuration;

namespace Plugin.Node.Contract;

/// <summary>A data source that a task asks for and this station has.</summary>
public sealed record RequestedDatabase(DatabaseConfig Source, string? Query, string? SheetName, string? Preprocessing);
