using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Plugin.EventLog.Exporting;

/// <summary>
/// A line of <c>events.jsonl</c>: all that an entry consists of, so that its bytes follow from what one reads, and the leaf it should have.
/// Or the hashes of the subtrees between two events.
/// </summary>
internal static class ExportedEvent
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Line(StoredEvent stored) => ExportJson.Line(json =>
    {
        json.WriteNumber("position", stored.Position);
        json.WriteString("at", TimeOf(stored));
        json.WriteString("stream", stored.Stream);
        json.WriteNumber("version", stored.Version);
        json.WriteString("name", stored.Name);
        Write(json, "metadata", stored.Metadata);
        Write(json, "data", stored.Data);
        json.WriteBase64String("salt", stored.Salt.Span);
        json.WriteBase64String("leaf", stored.Leaf.Span);
    });

    public static byte[] Line(IEnumerable<byte[]> hashes) => ExportJson.Line(json =>
    {
        json.WriteStartArray("hashes");
        foreach (var hash in hashes)
        {
            json.WriteBase64StringValue(hash);
        }

        json.WriteEndArray();
    });

    public static string TimeOf(StoredEvent stored) => stored.At.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture);

    /// <exception cref="BadExportException">It is neither, or not spelled as an export spells it.</exception>
    public static (StoredEvent? Event, IReadOnlyList<byte[]> Hashes) Parse(ReadOnlyMemory<byte> line, long number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            IReadOnlyList<byte[]> hashes = root.TryGetProperty("hashes", out var array)
                ? [.. array.EnumerateArray().Select(hash => hash.GetBytesFromBase64())]
                : [];
            var stored = hashes.Count > 0 ? null : Event(root);
            var spelled = stored is null ? Line(hashes) : Line(stored);
            return spelled.AsSpan(0, spelled.Length - 1).SequenceEqual(line.Span)
                ? (stored, hashes)
                : throw new BadExportException($"line {number} of events.jsonl is not spelled as an export spells it");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new BadExportException($"line {number} of events.jsonl is neither an event nor a proof", e);
        }
    }

    private static StoredEvent Event(JsonElement root) => new(
        root.GetProperty("position").GetInt64(), root.GetProperty("stream").GetString()!, root.GetProperty("version").GetInt64(),
        root.GetProperty("name").GetString()!, Read(root, "data"), Read(root, "metadata"),
        DateTimeOffset.ParseExact(root.GetProperty("at").GetString()!, Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        root.GetProperty("salt").GetBytesFromBase64(), root.GetProperty("leaf").GetBytesFromBase64());

    // Text where it is text, which it always is for events of the hub; the log itself takes any bytes.
    private static void Write(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            json.WriteString(name, Strict.GetString(bytes.Span));
        }
        catch (DecoderFallbackException)
        {
            json.WriteBase64String(name + "_base64", bytes.Span);
        }
    }

    private static byte[] Read(JsonElement root, string name) => root.TryGetProperty(name, out var text)
        ? Strict.GetBytes(text.GetString()!)
        : root.GetProperty(name + "_base64").GetBytesFromBase64();
}
