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
    public static async Task Encrypt(Stream content, Stream wire, string publicKey, CancellationToken cancellationToken)
    {
        using var rsa = PublicKey(publicKey);
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var iv = RandomNumberGenerator.GetBytes(IvBytes);
        var sealedKey = rsa.Encrypt(key, RSAEncryptionPadding.Pkcs1);
        await wire.WriteAsync(
            Encoding.ASCII.GetBytes($"{Convert.ToBase64String(sealedKey)}${Convert.ToBase64String(iv)}$"), cancellationToken);
        using var base64 = new ToBase64Transform();
        await using var encoded = new CryptoStream(wire, base64, CryptoStreamMode.Write, leaveOpen: true);
        using var cipher = new AesCtr(key, iv);
        await using var encrypted = new CryptoStream(encoded, cipher, CryptoStreamMode.Write, leaveOpen: true);
        await content.CopyToAsync(encrypted, Chunk, cancellationToken);
    }

    /// <inheritdoc cref="Decrypt(string, RSA)"/>
    public static async Task Decrypt(Stream wire, Stream content, RSA privateKey, CancellationToken cancellationToken)
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

            using var base64 = Base64();
            await using var decoded = new CryptoStream(buffered, base64, CryptoStreamMode.Read, leaveOpen: true);
            using var cipher = new AesCtr(key, iv);
            await using var plain = new CryptoStream(decoded, cipher, CryptoStreamMode.Read, leaveOpen: true);
            await Unwrap(plain, content, cancellationToken);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new FormatException("The payload cannot be decrypted with this organization's key.", e);
        }
    }

    /// <summary>Decodes the text of an unencrypted collaboration.</summary>
    /// <exception cref="FormatException">The text is not base64.</exception>
    public static async Task Decode(Stream wire, Stream content, CancellationToken cancellationToken)
    {
        using var base64 = Base64();
        await using var decoded = new CryptoStream(wire, base64, CryptoStreamMode.Read, leaveOpen: true);
        try
        {
            await decoded.CopyToAsync(content, Chunk, cancellationToken);
        }
        catch (FormatException e)
        {
            throw new FormatException("The payload is not base64.", e);
        }
    }

    // Browser clients also encode the content once more. Base64 of JSON begins with e, W or I, which no JSON of this size does.
    private static async Task Unwrap(Stream plain, Stream content, CancellationToken cancellationToken)
    {
        var first = new byte[Chunk];
        var read = await plain.ReadAtLeastAsync(first, Chunk, throwOnEndOfStream: false, cancellationToken);
        var start = first.AsMemory(0, read);
        if (read > 0 && start.Span[0] is (byte)'e' or (byte)'W' or (byte)'I' && start.Span.IndexOfAnyExcept(Base64Text) < 0)
        {
            using var base64 = Base64();
            await using var decoded = new CryptoStream(content, base64, CryptoStreamMode.Write, leaveOpen: true);
            await decoded.WriteAsync(start, cancellationToken);
            await plain.CopyToAsync(decoded, Chunk, cancellationToken);
            return;
        }

        await content.WriteAsync(start, cancellationToken);
        await plain.CopyToAsync(content, Chunk, cancellationToken);
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

    private static FromBase64Transform Base64() => new(FromBase64TransformMode.DoNotIgnoreWhiteSpaces);
}
