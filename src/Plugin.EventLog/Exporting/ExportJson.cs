using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Plugin.EventLog.Exporting;

/// <summary>One object a line, one spelling for each: what is written anew must be what was read.</summary>
internal static class ExportJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Line(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
