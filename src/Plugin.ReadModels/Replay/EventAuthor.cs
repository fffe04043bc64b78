using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.EventLog;

namespace Plugin.ReadModels.Replay;

/// <summary>Who caused an event and what let them, from its metadata; nobody when that is damaged.</summary>
public sealed record EventAuthor(string? Actor, string? For, string? Via, int? Rule)
{
    public static EventAuthor Of(StoredEvent stored)
    {
        try
        {
            var metadata = JsonNode.Parse(stored.Metadata.Span) as JsonObject;
            return new EventAuthor(
                (string?)metadata?["actor"], (string?)metadata?["for"], (string?)metadata?["via"], (int?)metadata?["rule"]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return new EventAuthor(null, null, null, null);
        }
    }
}
