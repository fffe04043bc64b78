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

    /// <summary>Why, in words, where they could be opened.</summary>
    public string? Cause { get; init; }

    public string Actor => Field(Metadata, "actor") + (Field(Metadata, "for") is { } principal ? $" for {principal}" : "");

    /// <summary>The few fields that tell what happened; the rest is sealed text, ids that the stream's name has, and times.</summary>
    public string Summary
    {
        get
        {
            var outcome = Field(Data, "outcome");
            return string.Join(", ", new[]
            {
                Named("image"), Named("attempt"), Named("task"), outcome,
                // That it ended as it should is said once.
                outcome == "completed" ? null : Cause ?? KindOfCause,
            }.OfType<string>());
        }
    }

    private string? KindOfCause =>
        Data.ValueKind == JsonValueKind.Object && Data.TryGetProperty("cause", out var cause)
            ? Field(cause, "kind")?.Replace('_', ' ')
            : null;

    private string? Named(string field) => Field(Data, field) is { } value ? $"{field} {value}" : null;

    private static string? Field(JsonElement element, string field) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(field, out var value) ? value.ToString() : null;

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
