using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Plugin.Client.Payloads;

/// <summary>
/// How inputs and results travel: base64 of the bytes, or, in an encrypted collaboration, <c>base64(K)$base64(IV)$base64(C)</c> with an AES-256-CTR
/// key K that only the receiving organization's RSA key opens. The format has no authentication; it is what every vantage6 client speaks.
/// </summary>
public static partial class PayloadEnvelope
{
    private const int KeyBytes = 32;
    private const int IvBytes = 16;

    public static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);

    /// <exception cref="FormatException">The text is not base64.</exception>
    public static byte[] Decode(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new FormatException("The payload is not base64.", e);
        }
    }

    /// <param name="publicKey">The receiver's key in the wire's form: base64 of the PEM text.</param>
    /// <exception cref="FormatException">The key cannot be read.</exception>
    public static string Encrypt(ReadOnlySpan<byte> bytes, string publicKey)
    {
        using var rsa = PublicKey(publicKey);
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var iv = RandomNumberGenerator.GetBytes(IvBytes);
        var sealedKey = rsa.Encrypt(key, RSAEncryptionPadding.Pkcs1);
        return $"{Convert.ToBase64String(sealedKey)}${Convert.ToBase64String(iv)}${Convert.ToBase64String(AesCtr.Apply(key, iv, bytes))}";
    }

    /// <exception cref="FormatException">The text is no envelope, or this key does not open it. Which of the two is not told apart on purpose.</exception>
    public static byte[] Decrypt(string text, RSA privateKey)
    {
        try
        {
            var parts = text.Split('$', 3);
            if (parts.Length == 3)
            {
                var key = ContentKey(privateKey.Decrypt(Convert.FromBase64String(parts[0]), RSAEncryptionPadding.Pkcs1));
                var iv = Convert.FromBase64String(parts[1]);
                if (key.Length == KeyBytes && iv.Length == IvBytes)
                {
                    return Unwrapped(AesCtr.Apply(key, iv, Convert.FromBase64String(parts[2])));
                }
            }
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new FormatException("The payload cannot be decrypted with this organization's key.", e);
        }

        throw new FormatException("The payload cannot be decrypted with this organization's key.");
    }

    /// <summary>The wire's form of a public key: base64 of the PEM text with its final line end, byte for byte what the Python tools compare with.</summary>
    public static string PublicKeyOf(RSA key) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem().TrimEnd('\n') + "\n"));

    /// <summary>Whether a key in the wire's form is the public half of this one, however its text is broken into lines or ended.</summary>
    public static bool IsPublicKeyOf(RSA key, string wire)
    {
        try
        {
            using var other = PublicKey(wire);
            return other.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>A key in the wire's form as people compare it: SHA-256 of its SubjectPublicKeyInfo.</summary>
    /// <exception cref="FormatException">The key cannot be read.</exception>
    public static string Fingerprint(string wire)
    {
        using var key = PublicKey(wire);
        return Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    private static RSA PublicKey(string wire)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(wire)));
            return rsa;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or CryptographicException)
        {
            rsa.Dispose();
            throw new FormatException("The receiving organization has no readable public key.", e);
        }
    }

    // Browser clients encrypt the base64 text of the key instead of its bytes.
    private static byte[] ContentKey(byte[] opened) =>
        opened.Length == 44 ? Convert.FromBase64String(Encoding.ASCII.GetString(opened)) : opened;

    // Browser clients also encode the content once more. Bytes that are no JSON either way are left as they are.
    private static byte[] Unwrapped(byte[] bytes)
    {
        if (IsJson(bytes))
        {
            return bytes;
        }

        var inner = new byte[bytes.Length];
        return System.Buffers.Text.Base64.DecodeFromUtf8(bytes, inner, out _, out var length) == System.Buffers.OperationStatus.Done
            && IsJson(inner.AsSpan(0, length))
            ? inner[..length]
            : bytes;
    }

    private static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            while (reader.Read())
            {
            }

            return bytes.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
