using System.Numerics;
using System.Security.Cryptography;

namespace Plugin.Client.Payloads;

/// <summary>
/// AES in counter mode with a 128-bit big-endian counter, which the framework does not offer by itself. Encrypting and decrypting are the
/// same.
/// </summary>
internal sealed class AesCtr : ICryptoTransform
{
    private const int Block = 16;
    private const int Chunk = 4096 * Block;

    private readonly Aes _aes = Aes.Create();
    private readonly byte[] _counter;
    private readonly byte[] _blocks = new byte[Chunk];
    private readonly byte[] _keyStream = new byte[Chunk];

    public AesCtr(ReadOnlySpan<byte> key, ReadOnlySpan<byte> initialCounter)
    {
        _aes.SetKey(key);
        _counter = initialCounter.ToArray();
    }

    public bool CanReuseTransform => false;

    public bool CanTransformMultipleBlocks => true;

    public int InputBlockSize => Block;

    public int OutputBlockSize => Block;

    public static byte[] Apply(ReadOnlySpan<byte> key, ReadOnlySpan<byte> initialCounter, ReadOnlySpan<byte> bytes)
    {
        using var transform = new AesCtr(key, initialCounter);
        var result = new byte[bytes.Length];
        transform.Apply(bytes, result);
        return result;
    }

    public int TransformBlock(byte[] inputBuffer, int inputOffset, int inputCount, byte[] outputBuffer, int outputOffset)
    {
        Apply(inputBuffer.AsSpan(inputOffset, inputCount), outputBuffer.AsSpan(outputOffset));
        return inputCount;
    }

    public byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)
    {
        var result = new byte[inputCount];
        Apply(inputBuffer.AsSpan(inputOffset, inputCount), result);
        return result;
    }

    public void Dispose() => _aes.Dispose();

    // Each call but the last has whole blocks, so the counter is where the next call begins.
    private void Apply(ReadOnlySpan<byte> bytes, Span<byte> result)
    {
        for (var offset = 0; offset < bytes.Length; offset += Chunk)
        {
            var length = Math.Min(Chunk, bytes.Length - offset);
            var blocks = (length + Block - 1) / Block * Block;
            for (var i = 0; i < blocks; i += Block)
            {
                _counter.CopyTo(_blocks, i);
                Increment(_counter);
            }

            _aes.EncryptEcb(_blocks.AsSpan(0, blocks), _keyStream, PaddingMode.None);
            Xor(bytes.Slice(offset, length), _keyStream, result[offset..]);
        }
    }

    private static void Xor(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> keyStream, Span<byte> result)
    {
        var i = 0;
        for (; i <= bytes.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            (new Vector<byte>(bytes[i..]) ^ new Vector<byte>(keyStream[i..])).CopyTo(result[i..]);
        }

        for (; i < bytes.Length; i++)
        {
            result[i] = (byte)(bytes[i] ^ keyStream[i]);
        }
    }

    private static void Increment(Span<byte> counter)
    {
        for (var i = Block - 1; i >= 0 && ++counter[i] == 0; i--)
        {
        }
    }
}
