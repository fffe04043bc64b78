using System.Text.Json.Serialization;

namespace Plugin.Contracts.Hub;

/// <summary>How the hub itself is doing, below the API path. Errors are problem details.</summary>
public static class HubRoutes
{
    /// <summary>A <see cref="HubStatus"/>, for those who may receive events globally.</summary>
    public const string Silos = "hub/silos";

    /// <summary>A <see cref="HubHistory"/>, for the same.</summary>
    public const string History = "hub/history";

    /// <summary>A <see cref="LogState"/>, for the same.</summary>
    public const string Log = "hub/log";

    /// <summary>Each <see cref="StationState"/>, for the same.</summary>
    public const string Stations = "hub/stations";
}

/// <param name="Origin">The log's origin, <c>plugin/&lt;hub uuid&gt;/&lt;generation&gt;</c>.</param>
/// <param name="Head">The log's last position.</param>
/// <param name="Nodes">Stations whose feed is open, at any silo.</param>
/// <param name="Silos">By their start.</param>
public sealed record HubStatus(string Origin, long Head, int Nodes, IReadOnlyList<SiloView> Silos);

/// <param name="State"><c>serving</c>, <c>leaving</c> (it ends what is under way), or <c>lost</c> (not heard of for more than 10 s).</param>
/// <param name="Address">Where it listens, as it knows itself.</param>
/// <param name="SeenAt">Its last heartbeat; what follows is from then.</param>
/// <param name="Lag">Events of the log that it has not followed yet.</param>
/// <param name="Nodes">Stations whose feed it serves.</param>
/// <param name="Requests">Under way, feeds included.</param>
/// <param name="RequestsPerSecond">Begun since the heartbeat before.</param>
/// <param name="Cpu">Processors in use, 1 for a whole one.</param>
/// <param name="Memory">Bytes.</param>
/// <param name="Duties">What it does for all: one silo at a time holds each.</param>
public sealed record SiloView(
    string Id, string State, string Address, string Version, [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset StartedAt,
    [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset SeenAt, long Lag, int Nodes, int Requests, double RequestsPerSecond, double Cpu,
    long Memory, IReadOnlyList<string> Duties)
{
    /// <summary>Requests answered with 500 or more since the heartbeat before.</summary>
    public double FailedPerSecond { get; init; }

    /// <summary>Null where this silo sends no mail.</summary>
    public MailState? Mails { get; init; }
}

/// <param name="Waiting">Not sent yet.</param>
/// <param name="Sent">Since the silo's start.</param>
/// <param name="Failed">Given up or not taken, since the silo's start.</param>
public sealed record MailState(int Waiting, long Sent, long Failed);


public static class SiloStates
{
    public const string Serving = "serving";
    public const string Leaving = "leaving";
    public const string Lost = "lost";
}
