namespace Plugin.Node.Proxy;

/// <summary>Tells the inside of JSON's texts from everything around it, in pieces of any size. Whether it is JSON at all is for others to find out.</summary>
internal sealed class TextScanner
{
    private At _at;
    private bool _escaped;

    private enum At
    {
        Outside,
        Inside,

        /// <summary>Before the quotation mark that ends a text.</summary>
        End,
    }

    /// <summary>How many bytes have been looked at.</summary>
    public long Position { get; private set; }

    /// <summary>How much of the present text, or the one that ended last, has been looked at, without its quotation marks.</summary>
    public long TextLength { get; private set; }

    /// <summary>The next part that is all inside or all outside; a text's quotation marks are outside.</summary>
    public Part Next(ReadOnlySpan<byte> bytes)
    {
        switch (_at)
        {
            case At.End:
                _at = At.Outside;
                return Taken(1, inText: false, ends: false);
            case At.Outside when bytes.IndexOf((byte)'"') is var quote and >= 0:
                (_at, TextLength) = (At.Inside, 0);
                return Taken(quote + 1, inText: false, ends: false);
            case At.Outside:
                return Taken(bytes.Length, inText: false, ends: false);
            default:
                var end = EndIn(bytes);
                _at = end < 0 ? At.Inside : At.End;
                TextLength += end < 0 ? bytes.Length : end;
                return Taken(end < 0 ? bytes.Length : end, inText: true, end >= 0);
        }
    }

    /// <summary>Where the present text ends; -1: not in these bytes.</summary>
    private int EndIn(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (_escaped)
            {
                _escaped = false;
                continue;
            }

            var found = bytes[i..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
            {
                return -1;
            }

            i += found;
            if (bytes[i] == (byte)'"')
            {
                return i;
            }

            _escaped = true;
        }

        return -1;
    }

    private Part Taken(int length, bool inText, bool ends)
    {
        Position += length;
        return new Part(length, inText, ends);
    }
}

/// <param name="EndsText">A quotation mark follows.</param>
internal readonly record struct Part(int Length, bool InText, bool EndsText);
