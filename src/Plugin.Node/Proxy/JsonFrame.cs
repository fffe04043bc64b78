using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Contracts;

namespace Plugin.Node.Proxy;

/// <summary>
/// JSON whose long texts stay where they are: in the tree of nodes stand marks in their place, and they are put back while the JSON is written. So an
/// input or a result of any size takes no memory. A mark is random, so no text of anybody can look like one.
/// </summary>
internal sealed class JsonFrame
{
    private const int Chunk = 64 * 1024;
    private const int LongText = 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly string _mark = $"late-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}-";
    private readonly Stream _json;
    private readonly List<(long Offset, long Length)> _long = [];
    private readonly List<Func<Stream, CancellationToken, Task>> _late = [];

    private JsonFrame(Stream json) => _json = json;

    public JsonNode Root { get; private set; } = null!;

    /// <param name="json">Is read from its beginning, and must stay as long as the frame.</param>
    /// <param name="largest">How many bytes there may be beside the long texts.</param>
    /// <exception cref="JsonException">It is no JSON, or names a key twice.</exception>
    /// <exception cref="InvalidDataException">It has more beside its long texts.</exception>
    public static async Task<JsonFrame> Read(Stream json, int largest, CancellationToken cancellationToken)
    {
        var frame = new JsonFrame(json);
        using var rest = new MemoryStream();
        json.Position = 0;
        await frame.Scan(rest, largest, cancellationToken);
        frame.Root = JsonNode.Parse(rest.GetBuffer().AsSpan(0, (int)rest.Length), documentOptions: Strict) ?? throw new JsonException("The JSON is null.");
        return frame;
    }

    /// <summary>What a text in the tree says, however long it is; null when the node is no text. Only one can be read at a time.</summary>
    /// <exception cref="FormatException">While it is read: it has other characters than ASCII.</exception>
    public Stream? Text(JsonNode? node) =>
        node is not JsonValue value || !value.TryGetValue<string>(out var text) ? null
        : text.StartsWith(_mark, StringComparison.Ordinal) ? new UnescapedText(Raw(text))
        : new MemoryStream(Encoding.UTF8.GetBytes(text));

    /// <summary>The text of a node that is no longer than any name is; null for anything else.</summary>
    public string? ShortText(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && !text.StartsWith(_mark, StringComparison.Ordinal) ? text : null;

    /// <summary>A text that is written when its turn comes.</summary>
    /// <param name="write">Writes characters that need no escape.</param>
    public JsonValue Late(Func<Stream, CancellationToken, Task> write)
    {
        _late.Add(write);
        return JsonValue.Create($"{_mark}w{_late.Count - 1}");
    }

    public async Task Write(Stream destination, CancellationToken cancellationToken)
    {
        var rest = JsonSerializer.SerializeToUtf8Bytes(Root, WireJson.Options).AsMemory();
        var mark = Encoding.ASCII.GetBytes($"\"{_mark}");
        while (rest.Span.IndexOf(mark) is var at and >= 0)
        {
            await destination.WriteAsync(rest[..(at + 1)], cancellationToken);
            rest = rest[(at + 1)..];
            var end = rest.Span.IndexOf((byte)'"');
            var name = Encoding.ASCII.GetString(rest.Span[..end]);
            await (name[_mark.Length] == 'w'
                ? _late[int.Parse(name.AsSpan(_mark.Length + 1))](destination, cancellationToken)
                : Raw(name).CopyToAsync(destination, Chunk, cancellationToken));
            rest = rest[end..];
        }

        await destination.WriteAsync(rest, cancellationToken);
    }

    private Segment Raw(string mark)
    {
        var (offset, length) = _long[int.Parse(mark.AsSpan(_mark.Length))];
        return new Segment(_json, offset, length);
    }

    /// <summary>Copies the JSON without its long texts, which it only remembers the places of.</summary>
    private async Task Scan(MemoryStream rest, int largest, CancellationToken cancellationToken)
    {
        var (buffer, scanner) = (new byte[Chunk], new TextScanner());
        var opened = -1L;
        for (int read; (read = await _json.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            for (var at = 0; at < read;)
            {
                var part = scanner.Next(buffer.AsSpan(at, read - at));
                at += part.Length;
                if (part.InText)
                {
                    opened = opened < 0 ? rest.Length : opened;
                }

                // Of a text that is long already only its end is of interest.
                if (!part.InText || scanner.TextLength <= LongText)
                {
                    rest.Write(buffer, at - part.Length, part.Length);
                }

                if (part.EndsText)
                {
                    if (scanner.TextLength > LongText)
                    {
                        rest.SetLength(opened);
                        _long.Add((scanner.Position - scanner.TextLength, scanner.TextLength));
                        rest.Write(Encoding.ASCII.GetBytes($"{_mark}{_long.Count - 1}"));
                    }

                    opened = -1;
                }

                if (rest.Length > largest)
                {
                    throw new InvalidDataException($"The JSON has more than {largest >> 20} MB beside its long texts.");
                }
            }
        }
    }
}
