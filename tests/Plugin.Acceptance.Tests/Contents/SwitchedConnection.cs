using System.Net;
using System.Net.Sockets;

namespace Plugin.Acceptance.Tests.Contents;

/// <summary>A way to a server that can be cut for as long as a test likes: what is open breaks, and nothing new gets through.</summary>
internal sealed class SwitchedConnection : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _lock = new();
    private readonly List<TcpClient> _open = [];
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private bool _away;

    public SwitchedConnection(Uri server)
    {
        (_host, _port) = (server.Host, server.Port);
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Switch(bool away)
    {
        lock (_lock)
        {
            _away = away;
            _open.ForEach(client => client.Dispose());
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Switch(away: true);
        await _accepting;
    }

    private async Task Accept()
    {
        var pumps = new List<Task>();
        try
        {
            while (true)
            {
                pumps.Add(Serve(await _listener.AcceptTcpClientAsync()));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(pumps);
        }
    }

    private async Task Serve(TcpClient client)
    {
        var server = new TcpClient();
        try
        {
            await server.ConnectAsync(_host, _port);
            lock (_lock)
            {
                if (_away)
                {
                    client.Dispose();
                    server.Dispose();
                    return;
                }

                _open.AddRange([client, server]);
            }

            await await Task.WhenAny(
                client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was cut, which is what it is for.
        }
        finally
        {
            client.Dispose();
            server.Dispose();
        }
    }
}
