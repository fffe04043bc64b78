using System.Text;

namespace Plugin.Node.Runtimes;

/// <summary>
/// The end of what an algorithm printed, at most so many characters of it. Algorithms print what they like: what is no UTF-8, and the zero character,
/// which databases refuse, become the replacement character.
/// </summary>
internal sealed class PrintedText(int limit)
{
    private const int PieceLength = 16 * 1024;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly char[] _decoded = new char[PieceLength + 1];
    private readonly Queue<char[]> _pieces = new();
    private char[] _open = [];
    private int _used;

    /// <summary>How many characters were printed in all.</summary>
    public long Printed { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(bytes.Length, PieceLength)];
            Keep(_decoded.AsSpan(0, _decoder.GetChars(piece, _decoded, flush: false)));
            bytes = bytes[piece.Length..];
        }
    }

    /// <summary>What is kept; a character that is cut in two at its beginning is left out.</summary>
    public override string ToString() => string.Concat(Kept().Select(t => t.ToString()));

    public async Task WriteTo(Stream destination, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(destination, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        foreach (var text in Kept())
        {
            await writer.WriteAsync(text, cancellationToken);
        }
    }

    private void Keep(Span<char> text)
    {
        text.Replace('\0', '\uFFFD');
        Printed += text.Length;
        while (!text.IsEmpty)
        {
            if (_used == _open.Length)
            {
                _open = new char[PieceLength];
                _used = 0;
                _pieces.Enqueue(_open);
                if (_pieces.Count > (limit / PieceLength) + 2)
                {
                    _pieces.Dequeue();
                }
            }

            var count = Math.Min(text.Length, _open.Length - _used);
            text[..count].CopyTo(_open.AsSpan(_used));
            _used += count;
            text = text[count..];
        }
    }

    private IEnumerable<ReadOnlyMemory<char>> Kept()
    {
        var skip = Math.Max(0, ((_pieces.Count - 1) * PieceLength) + _used - limit);
        foreach (var piece in _pieces)
        {
            var whole = piece.AsMemory(0, piece == _open ? _used : piece.Length);
            var rest = whole[Math.Min(skip, whole.Length)..];
            var cut = skip > 0 && !rest.IsEmpty && char.IsLowSurrogate(rest.Span[0]);
            skip -= whole.Length - rest.Length;
            yield return cut ? rest[1..] : rest;
        }
    }
}
