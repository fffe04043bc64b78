using System.Text.Json.Serialization;

namespace Plugin.Contracts.Hub;

/// <param name="Origin">The log's origin, <c>plugin/&lt;hub uuid&gt;/&lt;generation&gt;</c>.</param>
/// <param name="Head">The log's last position.</param>
/// <param name="Checkpoint">The newest that the hub has signed; null before the first.</param>
/// <param name="Cosigned">How many events the largest checkpoint has that any node has signed; 0 when there is none.</param>
/// <param name="Witnesses">Every node that signs checkpoints.</param>
/// <param name="Days">How the log has grown, by the days of UTC, the last of them not over yet.</param>
public sealed record LogState(
    string Origin, long Head, CheckpointState? Checkpoint, long Cosigned, IReadOnlyList<WitnessState> Witnesses, IReadOnlyList<LogDay> Days);

public sealed record CheckpointState(long Size, [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset At);

/// <param name="Size">Of the newest checkpoint it has signed; null when it has signed none lately.</param>
public sealed record WitnessState(
    int NodeId, string Name, long? Size, [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset? At);

/// <param name="Day">For example <c>2026-03-03</c>.</param>
/// <param name="Events">Added on that day.</param>
public sealed record LogDay(string Day, long Events);
