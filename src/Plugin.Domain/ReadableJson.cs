using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plugin.Domain;

/// <summary>States and events for people to read: as events are stored, but with sealed text opened. Never stored.</summary>
public sealed class ReadableJson
{
    private readonly JsonSerializerOptions _options;

    /// <param name="open">The text, or null when it was erased.</param>
    public ReadableJson(Func<Sealed, string?> open)
    {
        _options = new JsonSerializerOptions(EventJson.Options);
        _options.Converters.Insert(0, new ScalarConverter<Sealed, string?>(
            open, _ => throw new NotSupportedException("What is written for reading is not read back.")));
    }

    public JsonNode? Of(object? value) => value is null ? null : JsonSerializer.SerializeToNode(value, value.GetType(), _options);
}
