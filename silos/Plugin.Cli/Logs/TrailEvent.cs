using System.Text;
using System.Text.Json;
using Plugin.Contracts.Audit;
using Plugin.EventLog;

namespace Plugin.Cli.Logs;

/// <summary>One event of a trail, whether it came from the hub's audit route or from the log itself.</summary>
internal sealed record TrailEvent(long Position, DateTimeOffset At, string Stream, string Name, JsonElement Data, JsonElement Metadata)
{
    public static TrailEvent Of(AuditEvent told) => new(told.Position, told.At, told.Stream, told.Name, told.Data, told.Metadata);

    public static TrailEvent Of(StoredEvent stored) =>
        new(stored.Position, stored.At, stored.Stream, stored.Name, Parse(stored.Data), Parse(stored.Metadata));

    public string Actor => Text("actor") + (Text("for") is { Length: > 0 } principal ? $" for {principal}" : "");

    /// <summary>The few fields that tell what happened; the rest is sealed text, ids that the stream's name has, and times.</summary>
    public string Summary
    {
        get
        {
            var text = new StringBuilder();
            foreach (var key in (string[])["image", "attempt", "outcome", "reason", "cause", "task", "image_digest"])
            {
                if (Data.ValueKind == JsonValueKind.Object && Data.TryGetProperty(key, out var value) && value.ValueKind is not JsonValueKind.Object)
                {
                    text.Append(text.Length > 0 ? ", " : "").Append(key.Replace('_', ' ')).Append(' ').Append(value);
                }
            }

            return text.ToString();
        }
    }

    private string Text(string field) =>
        Metadata.ValueKind == JsonValueKind.Object && Metadata.TryGetProperty(field, out var value) ? value.ToString() : "";

    // A damaged event is still shown: that is when a trail is looked at.
    private static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonElement.Parse(json.Span);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
