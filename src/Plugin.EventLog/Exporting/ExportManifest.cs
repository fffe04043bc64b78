using System.Text.Json;

namespace Plugin.EventLog.Exporting;

/// <summary>What an export says it is: the first thing in it.</summary>
/// <param name="Size">Of the checkpoint that the events are proved against.</param>
/// <param name="Stream">The thing that was exported; null when it is a range.</param>
/// <param name="From">The first position of a range.</param>
/// <param name="To">The last position of a range.</param>
public sealed record ExportManifest(string Origin, long Size, long Events, string? Stream, long? From, long? To)
{
    private const string Format = "plugin-export/1";

    internal static ExportManifest Of(string origin, long size, ExportScope scope) => scope switch
    {
        ExportScope.Range range => new ExportManifest(origin, size, range.Count, null, range.From, range.To),
        ExportScope.Thing thing => new ExportManifest(origin, size, thing.Count, thing.Stream, null, null),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public override string ToString() => Stream ?? $"events {From} to {To}";

    internal byte[] ToBytes() => ExportJson.Line(json =>
    {
        json.WriteString("format", Format);
        json.WriteString("origin", Origin);
        json.WriteNumber("size", Size);
        json.WriteNumber("events", Events);
        if (Stream is not null)
        {
            json.WriteString("stream", Stream);
        }
        else
        {
            json.WriteNumber("from", From!.Value);
            json.WriteNumber("to", To!.Value);
        }
    });

    /// <exception cref="BadExportException">It is not the manifest of an export.</exception>
    internal static ExportManifest Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            if (root.GetProperty("format").GetString() is var format && format != Format)
            {
                throw new BadExportException($"it is of the format '{format}'; this program reads {Format}");
            }

            var stream = root.TryGetProperty("stream", out var named) ? named.GetString() : null;
            var manifest = new ExportManifest(
                root.GetProperty("origin").GetString()!, root.GetProperty("size").GetInt64(), root.GetProperty("events").GetInt64(), stream,
                stream is null ? root.GetProperty("from").GetInt64() : null, stream is null ? root.GetProperty("to").GetInt64() : null);
            return manifest.ToBytes().AsSpan().SequenceEqual(bytes) ? manifest : throw new BadExportException("manifest.json is not as an export writes it");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new BadExportException("manifest.json is not that of an export", e);
        }
    }
}
