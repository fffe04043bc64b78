namespace Plugin.Node.Configuration;

/// <summary>How much one run may ask of the hub through the station. What an algorithm sends leaves the hospital just as its result does.</summary>
/// <param name="Subtasks">How many subtasks it may post.</param>
/// <param name="Depth">How deep its subtasks may be: 1 are those of a researcher's task.</param>
/// <param name="BodyBytes">The largest body of one request, uploads included.</param>
/// <param name="TotalBytes">All bodies of a run together, as long as the agent lives.</param>
/// <param name="RequestsPerSecond">More of them wait for their turn.</param>
/// <param name="ConcurrentRequests">As above; when four times as many wait, the next ones are refused.</param>
/// <param name="Connections">How many connections a container may hold open; the next ones are closed at once.</param>
public sealed record ProxyConfig(
    int Subtasks = 1000, int Depth = 3, long BodyBytes = 1L << 30, long TotalBytes = 8L << 30, double RequestsPerSecond = 50,
    int ConcurrentRequests = 16, int Connections = 64);
