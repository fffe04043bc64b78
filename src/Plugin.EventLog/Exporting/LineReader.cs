namespace Plugin.EventLog.Exporting;

/// <summary>Lines of a file in an export, each with its line break, none longer than an event can be.</summary>
internal sealed class LineReader(string name, Stream stream)
{
    // 60 000 bytes, each of which JSON may spell with six, and names of fields.
    private const int Longest = 512 * 1024;

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>How many lines were read.</summary>
    public long Number { get; private set; }

    /// <summary>Without its line break, valid until the next call; null at the end.</summary>
    /// <exception cref="BadExportException">A line is too long, or the last one has no end.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> Next(CancellationToken cancellationToken)
    {
        for (var searched = 0; ;)
        {
            if (_buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n') is var found && found >= 0)
            {
                var line = _buffer.AsMemory(_start, searched + found);
                _start += line.Length + 1;
                Number++;
                return line;
            }

            searched = _end - _start;
            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += read;
            if (read == 0)
            {
                return searched == 0 ? null : throw new BadExportException($"{name} breaks off in line {Number + 1}");
            }
        }
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= Longest)
            {
                throw new BadExportException($"line {Number + 1} of {name} is longer than an export's can be");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}
