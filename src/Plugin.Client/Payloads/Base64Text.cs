using System.Buffers;
using System.Buffers.Text;

namespace Plugin.Client.Payloads;

/// <summary>
/// The bytes of a base64 text while it is read. White space between the characters is left out; anything else that is wrong, also a text that breaks off
/// within its last four characters, is an error: the framework's own transform drops such an end unseen.
/// </summary>
internal sealed class Base64Text(Stream text) : Stream
{
    private const int Chunk = 64 * 1024;
    private const int Quantum = 4;

    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r\n"u8);

    private readonly byte[] _text = new byte[Chunk];
    private readonly byte[] _bytes = new byte[Chunk / Quantum * 3];
    private int _kept;
    private Memory<byte> _decoded;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="FormatException">It is not base64.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_decoded.IsEmpty && !_ended)
        {
            var read = await text.ReadAsync(_text.AsMemory(_kept), cancellationToken);
            _kept += WithoutWhite(_text.AsSpan(_kept, read));
            _ended = read == 0;
            // The last four characters may be padded, which only the end may be.
            Decode(_ended ? _kept : Math.Max(0, (_kept - 1) / Quantum * Quantum));
        }

        var taken = Math.Min(buffer.Length, _decoded.Length);
        _decoded[..taken].CopyTo(buffer);
        _decoded = _decoded[taken..];
        return taken;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private void Decode(int length)
    {
        if (Base64.DecodeFromUtf8(_text.AsSpan(0, length), _bytes, out var used, out var written, isFinalBlock: _ended) != OperationStatus.Done || used != length)
        {
            throw new FormatException("The payload is not base64.");
        }

        _text.AsSpan(length, _kept - length).CopyTo(_text);
        _kept -= length;
        _decoded = _bytes.AsMemory(0, written);
    }

    private static int WithoutWhite(Span<byte> read)
    {
        var length = read.IndexOfAny(White);
        if (length < 0)
        {
            return read.Length;
        }

        foreach (var character in read[length..])
        {
            if (!White.Contains(character))
            {
                read[length++] = character;
            }
        }

        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Payloads are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
