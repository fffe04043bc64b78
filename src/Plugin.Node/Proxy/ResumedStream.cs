using System.Net;
using System.Net.Sockets;

namespace Plugin.Node.Proxy;

/// <summary>An answer of the hub that is begun again where it breaks off, with what had been read left out.</summary>
/// <param name="again">Asks the same again; null when the hub does not begin to answer.</param>
internal sealed class ResumedStream(
    HttpResponseMessage first, TimeSpan silence, TimeProvider time, Func<CancellationToken, Task<HttpResponseMessage?>> again, Func<Task> pause) : Stream
{
    private readonly byte[] _skipped = new byte[64 * 1024];
    private HttpResponseMessage? _response = first;
    private long _position;
    private long _skip;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    /// <exception cref="IOException">The hub has it no more.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                if (_response is not null)
                {
                    return await Next(_response, buffer, cancellationToken);
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is HttpRequestException or IOException or SocketException or OperationCanceledException)
            {
                _response?.Dispose();
                _response = null;
            }

            await pause();
            _response = await again(cancellationToken);
            _skip = _position;
            if (_response is { StatusCode: HttpStatusCode.NotFound or HttpStatusCode.Unauthorized or HttpStatusCode.Gone })
            {
                throw new IOException("The hub no longer has the content.");
            }

            if (_response is { StatusCode: not HttpStatusCode.OK })
            {
                _response.Dispose();
                _response = null;
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private async Task<int> Next(HttpResponseMessage response, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var body = await response.Content.ReadAsStreamAsync(either.Token);
        while (_skip > 0)
        {
            var read = await body.ReadAsync(_skipped.AsMemory(0, (int)Math.Min(_skip, _skipped.Length)), either.Token);
            _skip = read > 0 ? _skip - read : throw new HttpIOException(HttpRequestError.ResponseEnded);
            limit.CancelAfter(silence);
        }

        var got = await body.ReadAsync(buffer, either.Token);
        _position += got;
        return got;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _response?.Dispose();
        }

        base.Dispose(disposing);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The proxy reads asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
