using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Plugin.Node.Tests.Support;

/// <summary>
/// A hospital's way out: an HTTP proxy that knows CONNECT and asks for a password. It finds every host on this machine, also those that nobody else
/// can look up.
/// </summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private const string Login = "station:secret-of-the-proxy";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public ConnectProxy()
    {
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>As it stands in HTTPS_PROXY.</summary>
    public string Address => $"http://{Login}@127.0.0.1:{Port}";

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>It answers everybody with 403.</summary>
    public bool Refuses { get; init; }

    /// <summary>Where it was asked to connect to by who knew the password.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task Accept()
    {
        var served = new List<Task>();
        try
        {
            while (true)
            {
                served.Add(Serve(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                var stream = client.GetStream();
                var head = await Head(stream);
                var target = head[0].Split(' ')[1];
                var credentials = $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(Login))}";
                if (!head.Contains(credentials))
                {
                    await Answer(stream, "407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=hospital\r\n");
                    return;
                }

                Asked.Enqueue(target);
                if (Refuses)
                {
                    await Answer(stream, "403 Forbidden", "");
                    return;
                }

                await server.ConnectAsync(IPAddress.Loopback, int.Parse(target.Split(':')[1]), _stop.Token);
                await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stop.Token);
                await await Task.WhenAny(stream.CopyToAsync(server.GetStream(), _stop.Token), server.GetStream().CopyToAsync(stream, _stop.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One of the two has gone.
            }
        }
    }

    private async Task<string[]> Head(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            head.Append((char)one[0]);
        }

        return head.ToString().Split("\r\n");
    }

    private Task Answer(NetworkStream stream, string status, string headers) => stream.WriteAsync(
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n"), _stop.Token).AsTask();
}
