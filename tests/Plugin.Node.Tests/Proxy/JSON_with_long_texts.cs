using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Node.Proxy;

namespace Plugin.Node.Tests;

public sealed class JSON_with_long_texts
{
    private static readonly string Long = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i}+/"));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"a":"","b":"x\"y\\","c":["LONG","LONG"],"d":{"e":"LONG"},"f":1.50}""")]
    [InlineData("""["\\","LONG\\\"LONG\\","LONG\u00e9\ud83d\ude00",null,true]""")]
    [InlineData("\"LONG\"")]
    [InlineData("""{"LONG":1,"late-0123":"x"}""")]
    public async Task Is_written_as_it_was_read_wherever_it_is_cut(string form)
    {
        var json = form.Replace("LONG", Long, StringComparison.Ordinal);
        foreach (var piece in (int[])[1, 7, 1023, 1024, 1025, 65_535, 1 << 20])
        {
            var frame = await JsonFrame.Read(new PieceStream(Encoding.UTF8.GetBytes(json), piece), 1 << 20, CancellationToken.None);
            using var written = new MemoryStream();
            await frame.Write(written, CancellationToken.None);

            Assert.Equal(json, Encoding.UTF8.GetString(written.ToArray()));
        }
    }

    [Fact]
    public async Task Gives_a_text_without_its_escapes()
    {
        var escaped = Long.Replace("/", "\\/", StringComparison.Ordinal).Replace("+", "\\u002b", StringComparison.Ordinal);
        foreach (var piece in (int[])[1, 5, 6, 65_536])
        {
            var frame = await JsonFrame.Read(new PieceStream(Encoding.UTF8.GetBytes($"[\"{escaped}\",\"a\\/b\"]"), piece), 1 << 20, CancellationToken.None);

            Assert.Equal((Long, "a/b"), (await Text(frame, frame.Root[0]), await Text(frame, frame.Root[1])));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[\"LONG]")]
    [InlineData("[LONG]")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("null")]
    public async Task Is_refused_when_it_is_none(string form) => await Assert.ThrowsAnyAsync<JsonException>(
        () => JsonFrame.Read(new MemoryStream(Encoding.UTF8.GetBytes(form.Replace("LONG", Long, StringComparison.Ordinal))), 1 << 20, CancellationToken.None));

    [Theory]
    [InlineData("\\u00e9")]
    [InlineData("\\u12")]
    [InlineData("\\x")]
    public async Task Has_only_ASCII_in_payloads(string escape)
    {
        var frame = await JsonFrame.Read(new MemoryStream(Encoding.UTF8.GetBytes($"[\"{Long}{escape}{Long}\"]")), 1 << 20, CancellationToken.None);

        await Assert.ThrowsAsync<FormatException>(() => Text(frame, frame.Root[0]));
    }

    [Fact]
    public async Task Is_no_more_beside_them_than_it_may_be() => await Assert.ThrowsAsync<InvalidDataException>(
        () => JsonFrame.Read(new MemoryStream(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 10_000))}]")), 1024, CancellationToken.None));

    private static async Task<string> Text(JsonFrame frame, JsonNode? node)
    {
        using var text = new MemoryStream();
        await frame.Text(node)!.CopyToAsync(text);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Gives so many bytes at a time.</summary>
    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
