using System.Text.Json.Serialization;

namespace Plugin.Contracts.Hub;

/// <param name="EverySeconds">How far apart the samples are.</param>
/// <param name="Samples">Of the last hour, in order.</param>
public sealed record HubHistory(int EverySeconds, IReadOnlyList<HubSample> Samples);

/// <param name="Head">The log's last position.</param>
/// <param name="Nodes">Stations whose feed is open.</param>
/// <param name="Waiting">Runs that no station has begun.</param>
/// <param name="Running">Runs that stations have begun, those of unreachable ones included.</param>
public sealed record HubSample(
    [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset At, long Head, int Nodes, long Waiting, long Running, IReadOnlyList<SiloSample> Silos);

/// <summary>As in <see cref="SiloView"/>.</summary>
public sealed record SiloSample(
    string Id, string State, long Lag, int Nodes, double RequestsPerSecond, double FailedPerSecond, double Cpu, long Memory);
