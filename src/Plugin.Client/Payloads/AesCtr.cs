using System.Security.Cryptography;

namespace Plugin.Client.Payloads;

/// <summary>AES in counter mode with a 128-bit big-endian counter, which the framework does not offer by itself.</summary>
internal static class AesCtr
{
    private const int Block = 16;
    private const int Chunk = 4096 * Block;

    /// <summary>Encrypts or decrypts: in counter mode they are the same.</summary>
    public static byte[] Apply(ReadOnlySpan<byte> key, ReadOnlySpan<byte> initialCounter, ReadOnlySpan<byte> bytes)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
        Span<byte> counter = stackalloc byte[Block];
        initialCounter.CopyTo(counter);
        var result = bytes.ToArray();
        var blocks = new byte[Math.Min(Chunk, (bytes.Length + Block - 1) / Block * Block)];
        var keyStream = new byte[blocks.Length];
        for (var offset = 0; offset < result.Length; offset += blocks.Length)
        {
            for (var i = 0; i < blocks.Length; i += Block)
            {
                counter.CopyTo(blocks.AsSpan(i));
                Increment(counter);
            }

            aes.EncryptEcb(blocks, keyStream, PaddingMode.None);
            var length = Math.Min(blocks.Length, result.Length - offset);
            for (var i = 0; i < length; i++)
            {
                result[offset + i] ^= keyStream[i];
            }
        }

        return result;
    }

    private static void Increment(Span<byte> counter)
    {
        for (var i = Block - 1; i >= 0 && ++counter[i] == 0; i--)
        {
        }
    }
}
