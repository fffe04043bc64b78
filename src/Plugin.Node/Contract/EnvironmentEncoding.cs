using System.Text;

namespace Plugin.Node.Contract;

/// <summary>The contract's form of environment values: base32 of the UTF-8 text, with <c>!</c> for padding.</summary>
public static class EnvironmentEncoding
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Encode(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        var text = new StringBuilder((bytes.Length + 4) / 5 * 8);
        for (var i = 0; i < bytes.Length; i += 5)
        {
            var group = 0UL;
            var length = Math.Min(5, bytes.Length - i);
            for (var j = 0; j < 5; j++)
            {
                group = (group << 8) | (j < length ? bytes[i + j] : (byte)0);
            }

            var digits = (length * 8 + 4) / 5;
            for (var j = 0; j < 8; j++)
            {
                text.Append(j < digits ? Alphabet[(int)(group >> (35 - 5 * j)) & 31] : '!');
            }
        }

        return text.ToString();
    }
}
