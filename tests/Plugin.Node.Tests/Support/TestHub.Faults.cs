using Microsoft.AspNetCore.Http;

namespace Plugin.Node.Tests.Support;

internal sealed partial class TestHub
{
    private async Task WithFaults(HttpContext context, RequestDelegate next)
    {
        var asked = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        Fault? fault;
        lock (_lock)
        {
            _asked.Add(asked);
            fault = Faults(asked);
        }

        var body = context.Response.Body;
        switch (fault)
        {
            case null:
                await next(context);
                break;
            case Fault.LoseRequest:
                context.Abort();
                break;
            case Fault.Answer answer:
                context.Response.StatusCode = answer.Status;
                break;
            case Fault.LoseAnswer:
                context.Response.Body = new MemoryStream();
                await next(context);
                context.Abort();
                break;
            case Fault.CutAfter cut:
                context.Response.Body = new CuttingStream(body, cut.Bytes, context.Abort);
                await next(context);
                break;
        }
    }

    /// <summary>Lets so many bytes through and then breaks the connection.</summary>
    private sealed class CuttingStream(Stream inner, int left, Action cut) : Stream
    {
        private int _left = left;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var part = buffer[..Math.Min(_left, buffer.Length)];
            _left -= part.Length;
            await inner.WriteAsync(part, cancellationToken);
            await inner.FlushAsync(cancellationToken);
            if (_left == 0)
            {
                cut();
            }
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
