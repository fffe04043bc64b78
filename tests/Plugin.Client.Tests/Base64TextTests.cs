using System.Text;
using Plugin.Client.Payloads;

namespace Plugin.Client.Tests;

public sealed class A_base64_text
{
    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("abc")]
    [InlineData("abcdefghij")]
    public async Task Is_decoded_however_it_arrives_and_is_broken_into_lines(string content)
    {
        var text = Convert.ToBase64String(Encoding.ASCII.GetBytes(content));
        foreach (var form in (string[])[text, text + "\n", string.Concat(text.Select(c => $"{c} \r\n"))])
        {
            foreach (var piece in (int[])[1, 3, 4, 5, 1000])
            {
                Assert.Equal(content, Encoding.ASCII.GetString(await Decoded(form, piece)));
            }
        }
    }

    [Fact]
    public async Task Is_decoded_at_any_length()
    {
        foreach (var length in (int[])[49_151, 49_152, 49_153, 98_304, 200_001])
        {
            var bytes = Enumerable.Range(0, length).Select(i => (byte)(i * 31)).ToArray();

            Assert.Equal(bytes, await Decoded(Convert.ToBase64String(bytes), 65_536));
            Assert.Equal(bytes, await Decoded(Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks), 1000));
        }
    }

    [Theory]
    [InlineData("e")]
    [InlineData("e30")]
    [InlineData("e30=e30=")]
    [InlineData("e30=e")]
    [InlineData("e3=0")]
    [InlineData("====")]
    [InlineData("{}==")]
    [InlineData("e30-")]
    [InlineData("e30=\u00a0")]
    public async Task Is_refused_when_it_is_none(string text)
    {
        foreach (var piece in (int[])[1, 4, 1000])
        {
            await Assert.ThrowsAsync<FormatException>(() => Decoded(text, piece));
        }
    }

    private static async Task<byte[]> Decoded(string text, int piece)
    {
        using var content = new MemoryStream();
        await PayloadEnvelope.Decoding(new PieceStream(Encoding.UTF8.GetBytes(text), piece)).CopyToAsync(content);
        return content.ToArray();
    }

    /// <summary>Gives so many bytes at a time.</summary>
    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
