using System.Security.Cryptography;

namespace Plugin.Node.Proxy;

/// <summary>
/// The bytes of one request or answer: in memory while they are few, else in a file of the station's own folder that has no name any more, so that
/// nobody else can open it and nothing of it is left when the agent is killed.
/// </summary>
internal sealed class Spool(string folder) : Stream
{
    private const int InMemory = 64 * 1024;
    private Stream _bytes = new MemoryStream();

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _bytes.Length;

    public override long Position { get => _bytes.Position; set => _bytes.Position = value; }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            if (_bytes is MemoryStream memory && memory.Position + buffer.Length > InMemory)
            {
                await MoveOut(memory, cancellationToken);
            }

            await _bytes.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SpoolException($"The station has no room for what is sent: {e.Message}", e);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _bytes.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _bytes.ReadAsync(buffer, offset, count, cancellationToken);

    /// <summary>For readers that do not know of each other, once all has been written and flushed.</summary>
    public ValueTask<int> ReadAt(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_bytes is FileStream file)
        {
            return RandomAccess.ReadAsync(file.SafeFileHandle, buffer, position, cancellationToken);
        }

        var rest = ((MemoryStream)_bytes).GetBuffer().AsSpan(0, (int)_bytes.Length)[(int)position..];
        var read = Math.Min(rest.Length, buffer.Length);
        rest[..read].CopyTo(buffer.Span);
        return ValueTask.FromResult(read);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _bytes.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => _bytes.Seek(offset, origin);

    public override void Flush() => _bytes.Flush();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The proxy reads asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The proxy writes asynchronously.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _bytes.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task MoveOut(MemoryStream memory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, options);
        File.Delete(path);
        _bytes = file;
        memory.Position = 0;
        await memory.CopyToAsync(file, cancellationToken);
        await memory.DisposeAsync();
    }
}

/// <summary>The station's disk is full, or its folder cannot be written.</summary>
internal sealed class SpoolException(string message, Exception inner) : Exception(message, inner);
