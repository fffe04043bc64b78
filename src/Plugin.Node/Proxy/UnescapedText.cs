using System.Globalization;

namespace Plugin.Node.Proxy;

/// <summary>
/// The bytes of a JSON string whose characters are all ASCII, as those of payloads are, while its escaped text is read. Any other character is an error:
/// it would be none of base64's.
/// </summary>
internal sealed class UnescapedText(Stream escaped) : Stream
{
    private const int LongestEscape = 6;
    private readonly byte[] _text = new byte[64 * 1024];
    private int _start;
    private int _end;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="FormatException">An escape is broken or stands for something else than ASCII.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_end - _start < LongestEscape)
        {
            _text.AsSpan(_start, _end - _start).CopyTo(_text);
            (_start, _end) = (0, _end - _start);
            _end += await escaped.ReadAtLeastAsync(_text.AsMemory(_end), LongestEscape - _end, throwOnEndOfStream: false, cancellationToken);
        }

        return Take(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private int Take(Span<byte> buffer)
    {
        var plain = _text.AsSpan(_start, Math.Min(_end - _start, buffer.Length));
        var length = plain.IndexOf((byte)'\\');
        if (length != 0)
        {
            plain = length < 0 ? plain : plain[..length];
            plain.CopyTo(buffer);
            _start += plain.Length;
            return plain.Length;
        }

        (buffer[0], var taken) = Escape(_text.AsSpan(_start, _end - _start));
        _start += taken;
        return 1;
    }

    private static (byte Character, int Taken) Escape(ReadOnlySpan<byte> text) => text switch
    {
        [_, (byte)'u', var a, var b, var c, var d, ..] when ushort.TryParse([a, b, c, d], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && code < 128 =>
            ((byte)code, LongestEscape),
        [_, (byte)'/' or (byte)'"' or (byte)'\\', ..] => (text[1], 2),
        [_, (byte)'n', ..] => ((byte)'\n', 2),
        [_, (byte)'r', ..] => ((byte)'\r', 2),
        [_, (byte)'t', ..] => ((byte)'\t', 2),
        _ => throw new FormatException("The payload is not base64."),
    };

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The proxy reads asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
