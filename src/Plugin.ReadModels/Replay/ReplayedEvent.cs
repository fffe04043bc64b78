using System.Text.Json.Nodes;
using Plugin.EventLog;

namespace Plugin.ReadModels.Replay;

/// <summary>One event with who caused it and what it changed.</summary>
/// <param name="Cause">What the event itself gives as its cause or reason, as a sentence.</param>
public sealed record ReplayedEvent(
    StoredEvent Stored, string? Actor, string? For, string? Via, int? Rule, string? Cause, IReadOnlyList<ChangedField> Fields)
{
    internal static ReplayedEvent Of(StoredEvent stored, string? cause, JsonObject before, JsonObject after)
    {
        var author = EventAuthor.Of(stored);
        return new ReplayedEvent(
            stored, author.Actor, author.For, author.Via, author.Rule, cause,
            [
                .. after.Select(field => field.Key).Union(before.Select(field => field.Key))
                    .Select(name => new ChangedField(name, before[name]?.DeepClone(), after[name]?.DeepClone()))
                    .Where(field => !JsonNode.DeepEquals(field.Before, field.After)),
            ]);
    }
}

/// <param name="Before">Null when there was none.</param>
/// <param name="After">Null when there is none any more.</param>
public sealed record ChangedField(string Name, JsonNode? Before, JsonNode? After);
