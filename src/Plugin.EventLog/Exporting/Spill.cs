namespace Plugin.EventLog.Exporting;

/// <summary>
/// Takes what a zip archive writes, which it does synchronously when it closes a file, and hands it on asynchronously, as web servers
/// demand.
/// </summary>
internal sealed class Spill : Stream
{
    private readonly MemoryStream _held = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public int Held => (int)_held.Length;

    public async ValueTask DrainTo(Stream output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(_held.GetBuffer().AsMemory(0, Held), cancellationToken);
        _held.SetLength(0);
    }

    public override void Write(ReadOnlySpan<byte> buffer) => _held.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => _held.Write(buffer, offset, count);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
