using System.Net;
using System.Net.Sockets;

namespace Plugin.Testing;

/// <summary>
/// A TCP proxy on loopback that breaks a connection at a chosen moment: when what the client sends holds a marker, either before the server
/// gets it or after the server has answered it. Or it stalls there, with half of it sent.
/// </summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly List<Task> _pumps = [];
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Cut? _armed;
    private byte[]? _stallAt;

    public CuttingProxy(IPEndPoint server)
    {
        _server = server;
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often a connection was cut.</summary>
    public int Cuts { get; private set; }

    /// <param name="afterAnswer">The server does what is asked, and its answer is lost; else it never hears of it.</param>
    public void CutOnce(byte[] marker, bool afterAnswer) => _armed = new Cut(marker, afterAnswer);

    /// <summary>Sends everything up to the marker and keeps the rest back, until <see cref="Resume"/>. Ends when that has happened.</summary>
    public Task StallOnce(byte[] marker)
    {
        _stallAt = marker;
        return _stalled.Task;
    }

    public void Resume() => _resumed.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_pumps);
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                _pumps.Add(Pump(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Disposed.
        }
    }

    private async Task Pump(TcpClient client)
    {
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(_server, closed.Token);
                var answering = new Answering();
                await Task.WhenAny(
                    Upstream(client.GetStream(), server.GetStream(), answering, closed.Token),
                    Downstream(server.GetStream(), client.GetStream(), answering, closed.Token));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The server is not there, and the client sees a closed connection; or the test is over.
            }

            await closed.CancelAsync();
        }
    }

    private async Task Upstream(NetworkStream client, NetworkStream server, Answering answering, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await Read(client, buffer, cancellationToken) is var count and > 0)
        {
            if (_armed is { } cut && buffer.AsSpan(0, count).IndexOf(cut.Marker) >= 0)
            {
                _armed = null;
                Cuts++;
                if (!cut.AfterAnswer)
                {
                    return;
                }

                answering.Swallow = true;
            }

            var sent = 0;
            if (_stallAt is { } stallAt && buffer.AsSpan(0, count).IndexOf(stallAt) is var found and >= 0)
            {
                (_stallAt, sent) = (null, found + stallAt.Length);
                await server.WriteAsync(buffer.AsMemory(0, sent), cancellationToken);
                _stalled.TrySetResult();
                await _resumed.Task.WaitAsync(cancellationToken);
            }

            await server.WriteAsync(buffer.AsMemory(sent, count - sent), cancellationToken);
        }
    }

    private static async Task Downstream(
        NetworkStream server, NetworkStream client, Answering answering, CancellationToken cancellationToken)
    {
        // PostgreSQL's "ready for query, idle": the transaction is over.
        ReadOnlyMemory<byte> ready = new byte[] { (byte)'Z', 0, 0, 0, 5, (byte)'I' };
        var buffer = new byte[64 * 1024];
        while (await Read(server, buffer, cancellationToken) is var count and > 0)
        {
            if (!answering.Swallow)
            {
                await client.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
            else if (buffer.AsSpan(0, count).EndsWith(ready.Span))
            {
                return;
            }
        }
    }

    private static async Task<int> Read(NetworkStream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return 0;
        }
    }

    private sealed record Cut(byte[] Marker, bool AfterAnswer);

    private sealed class Answering
    {
        public bool Swallow { get; set; }
    }
}
