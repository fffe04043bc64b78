using System.Security.Cryptography;

namespace Plugin.Acceptance.Tests.Contents;

/// <summary>Base64-like text of any length that can be made, and made again from any byte on, without being kept anywhere.</summary>
internal sealed class SeededText(int seed, long length) : Stream
{
    private const int Period = 1 << 20;
    private static readonly byte[] Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8.ToArray();
    private readonly byte[] _period = Make(seed);
    private long _position;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    /// <summary>The digest of all of it.</summary>
    public static async Task<string> Digest(int seed, long length)
    {
        await using var text = new SeededText(seed, length);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(text));
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var start = (int)(_position % Period);
        var count = (int)Math.Min(Math.Min(buffer.Length, Period - start), length - _position);
        _period.AsSpan(start, count).CopyTo(buffer);
        // No two mebibytes are alike.
        if (start == 0 && count >= 8)
        {
            for (var (i, part) = (0, _position / Period); i < 8; i++, part /= 64)
            {
                buffer[i] = Alphabet[part % 64];
            }
        }

        _position += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static byte[] Make(int seed)
    {
        var period = new byte[Period];
        new Random(seed).NextBytes(period);
        for (var i = 0; i < period.Length; i++)
        {
            period[i] = Alphabet[period[i] % 64];
        }

        return period;
    }
}
