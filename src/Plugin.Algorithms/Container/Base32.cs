using System.Text;

namespace Plugin.Algorithms.Container;

/// <summary>The encoding of environment values between node and container: RFC 4648 base32 with <c>!</c> in place of <c>=</c>.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Encode(string value)
    {
        var text = new StringBuilder();
        var buffer = 0;
        var bits = 0;
        foreach (var octet in Encoding.UTF8.GetBytes(value))
        {
            buffer = ((buffer << 8) | octet) & 0xfff;
            bits += 8;
            for (; bits >= 5; bits -= 5)
            {
                text.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
            }
        }

        if (bits > 0)
        {
            text.Append(Alphabet[(buffer << (5 - bits)) & 31]);
        }

        return text.Append('!', (8 - (text.Length % 8)) % 8).ToString();
    }

    /// <summary>The decoded text, or <paramref name="value"/> itself where it is not an encoded text: nodes may leave values plain.</summary>
    public static string DecodeOrRaw(string value)
    {
        var digits = value.AsSpan().TrimEnd('!');
        // Five-bit digits come in groups of eight; only these paddings can end a whole number of bytes.
        if (value.Length % 8 != 0 || (value.Length - digits.Length) is not (0 or 1 or 3 or 4 or 6))
        {
            return value;
        }

        var bytes = new byte[digits.Length * 5 / 8];
        var buffer = 0;
        var bits = 0;
        var length = 0;
        foreach (var digit in digits)
        {
            var fiveBits = Alphabet.IndexOf(digit, StringComparison.Ordinal);
            if (fiveBits < 0)
            {
                return value;
            }

            buffer = ((buffer << 5) | fiveBits) & 0xfff;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[length++] = (byte)(buffer >> bits);
            }
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return value;
        }
    }
}
