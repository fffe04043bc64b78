using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Plugin.Vault;

namespace Plugin.Api.Authentication;

/// <summary>Time-based one-time passwords (RFC 6238) as authenticator apps make them: SHA-1, six digits, steps of 30 seconds.</summary>
internal static class Totp
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int StepSeconds = 30;
    private const int SecretBytes = 20;

    /// <summary>Base32, 32 characters.</summary>
    public static string NewSecret(FillRandom random)
    {
        Span<byte> secret = stackalloc byte[SecretBytes];
        random(secret);
        return string.Create(SecretBytes * 8 / 5, secret, (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                var bit = i * 5;
                var two = bytes[bit / 8] << 8 | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
                text[i] = Alphabet[two >> (11 - bit % 8) & 31];
            }
        });
    }

    /// <summary>What an app reads from a QR code.</summary>
    public static string Uri(string issuer, string account, string secret) =>
        $"otpauth://totp/{System.Uri.EscapeDataString(issuer)}:{System.Uri.EscapeDataString(account)}"
        + $"?secret={secret}&issuer={System.Uri.EscapeDataString(issuer)}";

    /// <summary>
    /// The time step whose code this is, of the present one and its two neighbours (clocks drift); null for a wrong code. A step that was
    /// used must not be taken again.
    /// </summary>
    public static long? Step(string secret, string code, DateTimeOffset now)
    {
        var key = Decode(secret);
        var present = now.ToUnixTimeSeconds() / StepSeconds;
        for (var step = present - 1; step <= present + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(
                System.Text.Encoding.UTF8.GetBytes(Code(key, step)), System.Text.Encoding.UTF8.GetBytes(code)))
            {
                return step;
            }
        }

        return null;
    }

    public static string Code(string secret, DateTimeOffset now) => Code(Decode(secret), now.ToUnixTimeSeconds() / StepSeconds);

    private static string Code(byte[] key, long step)
    {
        Span<byte> message = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(message, step);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // The algorithm that every authenticator app speaks; HMAC does not need SHA-1 to be free of collisions.
        HMACSHA1.HashData(key, message, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 15)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] Decode(string base32)
    {
        var bytes = new byte[base32.Length * 5 / 8];
        var (buffer, bits, at) = (0, 0, 0);
        foreach (var letter in base32)
        {
            buffer = (buffer << 5 | Alphabet.IndexOf(letter, StringComparison.Ordinal)) & 0xFFFF;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[at++] = (byte)(buffer >> bits);
            }
        }

        return bytes;
    }
}
