using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Plugin.EventLog.Exporting;

/// <summary>The files in an export, in their order, and what is fixed about them. For ever, as the format is: a change is a new format.</summary>
internal static class ExportParts
{
    public const string Manifest = "manifest.json";
    public const string Readme = "README.txt";
    public const string Checkpoint = "checkpoint.txt";
    public const string Keys = "keys.txt";
    public const string Index = "index.txt";
    public const string Events = "events.jsonl";
    public const string Opened = "opened.jsonl";

    public const string IndexHeader = "position  time (UTC)                   event, stream and version, by whom";

    /// <summary>One moment for all files, so that the same events make the same bytes.</summary>
    public static DateTimeOffset Stamp { get; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] ReadmeText { get; } = Encoding.UTF8.GetBytes("""
        Events of a PLUGIN hub, with the proof that they are in its log.

        manifest.json   what this is: the log's origin, the size of the checkpoint, how many events, and which
        checkpoint.txt  the signed state of the log (C2SP tlog-checkpoint): origin, size, root, signatures
        keys.txt        the keys of those who signed, the hub's first (C2SP signed-note)
        index.txt       what happened, one line for each event
        events.jsonl    the events, one line for each, and between them the hashes that prove them
        opened.jsonl    only where asked for: text of events that is encrypted in the log. Not covered by the proof

        To check it, without a hub or its database:  plugin log verify --export FILE --key KEY
        where KEY is the hub's key as you know it from elsewhere. Without it, keys.txt is believed.

        By hand: an event's leaf is SHA-256(0x00 + entry), where the entry is stream, version, name, data, metadata, time and salt. Texts and
        bytes have their length before them in 4 bytes; version and time (microseconds since 1970) have 8, all big-endian. Inner nodes are
        SHA-256(0x01 + left + right) as in RFC 6962; the leaf's index is the position less one. Each gap between two events is filled, from
        left to right, with the largest complete subtrees that fit, and "hashes" has their hashes. All together give the checkpoint's root.

        """);

    /// <summary>One line, whatever is in the names.</summary>
    public static string IndexLine(StoredEvent stored) => string.Create(
        CultureInfo.InvariantCulture,
        $"{stored.Position,8}  {ExportedEvent.TimeOf(stored)}  {stored.Name}, {stored.Stream} {stored.Version}, {By(stored)}").ReplaceLineEndings(" ");

    private static string By(StoredEvent stored)
    {
        try
        {
            using var metadata = JsonDocument.Parse(stored.Metadata);
            return string.Join(' ', new[] { Text("actor") ?? "unknown", Said("for"), Said("via") }.OfType<string>());

            string? Said(string name) => Text(name) is { } text ? $"{name} {text}" : null;

            string? Text(string name) =>
                metadata.RootElement.ValueKind == JsonValueKind.Object && metadata.RootElement.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return "unknown";
        }
    }
}
