using System.Security.Cryptography;
using System.Text;
using Plugin.Client.Payloads;

namespace Plugin.Client.Tests;

public sealed class A_payload_envelope : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData("00000000000000000000000000000000", 20, "f29000b62a499fd0a9f39a6add2e7780f05d76ae")]
    [InlineData("ffffffffffffffffffffffffffffffff", 36, "e999e41d4ca770da5387117b5d8f57eef29000b62a499fd0a9f39a6add2e7780f05d76ae")]
    [InlineData("0000000000000000ffffffffffffffff", 36, "a6fbdb5cfde07d1b58fd362177bcffdf511dd5ef9a682b7da49f91c86c4f7ac340c53cef")]
    public void Counts_over_all_128_bits(string iv, int zeros, string expected)
    {
        var key = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();

        Assert.Equal(expected, Convert.ToHexStringLower(AesCtr.Apply(key, Convert.FromHexString(iv), new byte[zeros])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"method\":\"summary\"}")]
    [InlineData("[NaN, Infinity]")]
    public void Gives_back_what_was_put_in(string text)
    {
        var sealedText = PayloadEnvelope.Encrypt(Encoding.UTF8.GetBytes(text), PayloadEnvelope.PublicKeyOf(_key));

        Assert.Equal(3, sealedText.Split('$').Length);
        Assert.Equal(text, Encoding.UTF8.GetString(PayloadEnvelope.Decrypt(sealedText, _key)));
    }

    [Fact]
    public void Keeps_content_that_spans_several_chunks()
    {
        var bytes = Enumerable.Range(0, 200_001).Select(i => (byte)(i * 31)).ToArray();

        Assert.Equal(bytes, PayloadEnvelope.Decrypt(PayloadEnvelope.Encrypt(bytes, PayloadEnvelope.PublicKeyOf(_key)), _key));
    }

    [Fact]
    public void Opens_what_a_browser_client_wrote()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var iv = RandomNumberGenerator.GetBytes(16);
        var keyAsText = _key.Encrypt(Encoding.ASCII.GetBytes(Convert.ToBase64String(key)), RSAEncryptionPadding.Pkcs1);
        var encodedTwice = Encoding.ASCII.GetBytes(Convert.ToBase64String("{\"a\":1}"u8));
        var text = $"{Convert.ToBase64String(keyAsText)}${Convert.ToBase64String(iv)}${Convert.ToBase64String(AesCtr.Apply(key, iv, encodedTwice))}";

        Assert.Equal("{\"a\":1}"u8.ToArray(), PayloadEnvelope.Decrypt(text, _key));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(200_001)]
    public async Task Is_the_same_written_and_read_as_a_stream(int length)
    {
        var bytes = Enumerable.Range(0, length).Select(i => (byte)(i * 31)).ToArray();
        using var wire = new MemoryStream();
        await PayloadEnvelope.Encrypt(new MemoryStream(bytes), wire, PayloadEnvelope.PublicKeyOf(_key), PayloadForm.Text, CancellationToken.None);

        Assert.Equal(bytes, PayloadEnvelope.Decrypt(Encoding.ASCII.GetString(wire.ToArray()), _key));
        Assert.Equal(bytes, await Streamed(PayloadEnvelope.Encrypt(bytes, PayloadEnvelope.PublicKeyOf(_key))));
    }

    [Fact]
    public async Task As_a_stream_opens_what_a_browser_client_encoded_twice()
    {
        var json = "{\"a\":[" + string.Join(',', Enumerable.Range(0, 100_000)) + "]}";

        var twice = Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.ASCII.GetBytes(json)));
        Assert.Equal(json, Encoding.ASCII.GetString(await Streamed(PayloadEnvelope.Encrypt(twice, PayloadEnvelope.PublicKeyOf(_key)))));
        Assert.Equal(json, Encoding.ASCII.GetString(await Streamed(PayloadEnvelope.Encrypt(Encoding.ASCII.GetBytes(json), PayloadEnvelope.PublicKeyOf(_key)))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a$b$c")]
    [InlineData("§")]
    public Task As_a_stream_refuses_what_is_no_envelope(string text) => Assert.ThrowsAsync<FormatException>(() => Streamed(text));

    [Theory]
    [InlineData("")]
    [InlineData("bm90IGFuIGVudmVsb3Bl")]
    [InlineData("a$b$c")]
    public void Refuses_what_is_no_envelope(string text) =>
        Assert.Throws<FormatException>(() => PayloadEnvelope.Decrypt(text, _key));

    [Fact]
    public void Does_not_open_for_another_key()
    {
        using var other = RSA.Create(2048);

        Assert.Throws<FormatException>(() => PayloadEnvelope.Decrypt(PayloadEnvelope.Encrypt("{}"u8, PayloadEnvelope.PublicKeyOf(other)), _key));
    }

    private async Task<byte[]> Streamed(string text)
    {
        using var content = new MemoryStream();
        await PayloadEnvelope.Decrypt(new MemoryStream(Encoding.UTF8.GetBytes(text)), content, _key, PayloadForm.Text, CancellationToken.None);
        return content.ToArray();
    }

    [Fact]
    public void Writes_public_keys_with_their_final_line_end()
    {
        var pem = Encoding.ASCII.GetString(Convert.FromBase64String(PayloadEnvelope.PublicKeyOf(_key)));

        Assert.StartsWith("-----BEGIN PUBLIC KEY-----\n", pem, StringComparison.Ordinal);
        Assert.EndsWith("-----END PUBLIC KEY-----\n", pem, StringComparison.Ordinal);
    }
}
