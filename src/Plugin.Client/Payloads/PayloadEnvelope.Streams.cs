using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Plugin.Client.Payloads;

/// <summary>The same for contents of any size, with flat memory.</summary>
public static partial class PayloadEnvelope
{
    private const int Chunk = 64 * 1024;

    // RSA keys of 16 384 bits fit.
    private const int MaxPart = 4096;

    private static readonly SearchValues<byte> Base64Text =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    /// <inheritdoc cref="Encrypt(ReadOnlySpan{byte}, string)"/>
    public static async Task Encrypt(Stream content, Stream wire, string publicKey, PayloadForm form, CancellationToken cancellationToken)
    {
        using var rsa = PublicKey(publicKey);
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var iv = RandomNumberGenerator.GetBytes(IvBytes);
        var sealedKey = rsa.Encrypt(key, RSAEncryptionPadding.Pkcs1);
        await wire.WriteAsync(
            Encoding.ASCII.GetBytes($"{Convert.ToBase64String(sealedKey)}${Convert.ToBase64String(iv)}$"), cancellationToken);
        using var base64 = new ToBase64Transform();
        await using var encoded = form == PayloadForm.Text ? new CryptoStream(wire, base64, CryptoStreamMode.Write, leaveOpen: true) : null;
        using var cipher = new AesCtr(key, iv);
        await using var encrypted = new CryptoStream(encoded ?? wire, cipher, CryptoStreamMode.Write, leaveOpen: true);
        await content.CopyToAsync(encrypted, Chunk, cancellationToken);
    }

    /// <remarks>Nothing has been written to <paramref name="content"/> when this key does not open the envelope.</remarks>
    /// <inheritdoc cref="Decrypt(string, RSA)"/>
    public static async Task Decrypt(Stream wire, Stream content, RSA privateKey, PayloadForm form, CancellationToken cancellationToken)
    {
        await using var buffered = new BufferedStream(wire, Chunk);
        try
        {
            var key = ContentKey(privateKey.Decrypt(await Part(buffered, cancellationToken), RSAEncryptionPadding.Pkcs1));
            var iv = await Part(buffered, cancellationToken);
            if (key.Length != KeyBytes || iv.Length != IvBytes)
            {
                throw new FormatException("The key or the counter has another length.");
            }

            await using var decoded = form == PayloadForm.Text ? Decoding(buffered) : null;
            using var cipher = new AesCtr(key, iv);
            await using var plain = new CryptoStream(decoded ?? buffered, cipher, CryptoStreamMode.Read, leaveOpen: true);
            if (form == PayloadForm.Text)
            {
                await Unwrap(plain, content, cancellationToken);
            }
            else
            {
                await plain.CopyToAsync(content, Chunk, cancellationToken);
            }
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new FormatException("The payload cannot be decrypted with this organization's key.", e);
        }
    }

    /// <summary>Writes the text of an unencrypted collaboration.</summary>
    public static async Task Encode(Stream content, Stream wire, CancellationToken cancellationToken)
    {
        using var base64 = new ToBase64Transform();
        await using var encoded = new CryptoStream(wire, base64, CryptoStreamMode.Write, leaveOpen: true);
        await content.CopyToAsync(encoded, Chunk, cancellationToken);
    }

    /// <summary>Decodes the text of an unencrypted collaboration.</summary>
    /// <exception cref="FormatException">The text is not base64.</exception>
    public static async Task Decode(Stream wire, Stream content, CancellationToken cancellationToken)
    {
        await using var decoded = Decoding(wire);
        await decoded.CopyToAsync(content, Chunk, cancellationToken);
    }

    /// <summary>The bytes of a base64 text while they are read.</summary>
    /// <remarks>Reading throws <see cref="FormatException"/> where the text is not base64.</remarks>
    public static Stream Decoding(Stream text) => new Base64Text(text);

    // Browser clients also encode the content once more. What is too large to be looked at as a whole counts as that when it begins with the base64 of
    // an object, a list or a text: no JSON does.
    private static async Task Unwrap(Stream plain, Stream content, CancellationToken cancellationToken)
    {
        var first = new byte[Chunk];
        var read = await plain.ReadAtLeastAsync(first, Chunk, throwOnEndOfStream: false, cancellationToken);
        var start = first.AsMemory(0, read);
        if (read < Chunk)
        {
            await content.WriteAsync(Unwrapped(start.ToArray()), cancellationToken);
        }
        else if (start.Span.IndexOfAnyExcept(Base64Text) < 0 && BeginsAsJson(start.Span[..4]))
        {
            await using var decoded = Decoding(new JoinedStream(start, plain));
            await decoded.CopyToAsync(content, Chunk, cancellationToken);
        }
        else
        {
            await content.WriteAsync(start, cancellationToken);
            await plain.CopyToAsync(content, Chunk, cancellationToken);
        }
    }

    private static bool BeginsAsJson(ReadOnlySpan<byte> base64)
    {
        Span<byte> decoded = stackalloc byte[3];
        return System.Buffers.Text.Base64.DecodeFromUtf8(base64, decoded, out _, out var length) == OperationStatus.Done
            && length > 0 && decoded[0] is (byte)'{' or (byte)'[' or (byte)'"';
    }

    private static async Task<byte[]> Part(BufferedStream wire, CancellationToken cancellationToken)
    {
        var (text, one) = (new StringBuilder(), new byte[1]);
        while (await wire.ReadAsync(one, cancellationToken) == 1 && one[0] != (byte)'$')
        {
            if (text.Append((char)one[0]).Length > MaxPart)
            {
                break;
            }
        }

        return one[0] == (byte)'$' ? Convert.FromBase64String(text.ToString()) : throw new FormatException("A part of the envelope is missing.");
    }
}
