using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Plugin.Contracts.Audit;

/// <param name="Origin">The log's origin, <c>plugin/&lt;hub uuid&gt;/&lt;generation&gt;</c>.</param>
/// <param name="Version">How many events of the stream the state consists of; 0 when there was nothing yet.</param>
/// <param name="State">Named fields; <c>state</c> is the stage of life. Text that was erased is empty.</param>
public sealed record StreamState(string Origin, string Stream, long Version, JsonObject State, IReadOnlyList<StreamChange> Changes);

/// <param name="Rule">The access rule that granted it.</param>
/// <param name="Cause">The cause or reason that the event gives.</param>
public sealed record StreamChange(
    long Position, long Version, [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset At, string Name, string? Actor, string? For,
    string? Via, int? Rule, string? Cause, IReadOnlyList<FieldChange> Fields);

/// <param name="Before">Null when there was none.</param>
/// <param name="After">Null when there is none any more.</param>
public sealed record FieldChange(string Name, JsonNode? Before, JsonNode? After);
