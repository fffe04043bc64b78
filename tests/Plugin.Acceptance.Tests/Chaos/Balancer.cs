using System.Net;
using System.Net.Sockets;

namespace Plugin.Acceptance.Tests.Chaos;

/// <summary>
/// What stands in front of the silos of a real hub: passes connections on to those that answer, and ends what is open to one that no longer does. A
/// silo that answers with an error is there; what it says is for the caller.
/// </summary>
internal sealed class Balancer : IAsyncDisposable
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(1);
    private const int MissesUntilDown = 2;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Silo> _silos;
    private readonly List<Task> _work;
    private int _turn;

    public Balancer(IEnumerable<Uri> silos)
    {
        _silos = [.. silos.Select(address => new Silo(address))];
        _listener.Start();
        _work = [Accept(), .. _silos.Select(Check)];
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        _silos.ForEach(silo => silo.Down());
        await Task.WhenAll(_work);
        _stop.Dispose();
    }

    private async Task Accept()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(Serve(await _listener.AcceptTcpClientAsync(_stop.Token)));
                connections.RemoveAll(c => c.IsCompleted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            var first = Interlocked.Increment(ref _turn);
            for (var i = 0; i < _silos.Count; i++)
            {
                var silo = _silos[(first + i) % _silos.Count];
                if (silo.IsUp && await silo.Carry(client, _stop.Token))
                {
                    return;
                }
            }
        }
    }

    private async Task Check(Silo silo)
    {
        using var http = new HttpClient { BaseAddress = silo.Address, Timeout = AnswersWithin };
        using var timer = new PeriodicTimer(CheckEvery);
        var misses = 0;
        try
        {
            do
            {
                try
                {
                    using (await http.GetAsync(new Uri("/api/health", UriKind.Relative), _stop.Token))
                    {
                        (misses, silo.IsUp) = (0, true);
                    }
                }
                catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !_stop.IsCancellationRequested)
                {
                    if (++misses == MissesUntilDown)
                    {
                        silo.Down();
                    }
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private sealed class Silo(Uri address)
    {
        private readonly Lock _lock = new();
        private readonly List<TcpClient> _open = [];

        public Uri Address => address;

        public bool IsUp { get; set; } = true;

        public void Down()
        {
            lock (_lock)
            {
                IsUp = false;
                _open.ForEach(end => end.Dispose());
                _open.Clear();
            }
        }

        /// <summary>False when it does not answer and the client may be passed to another one.</summary>
        public async Task<bool> Carry(TcpClient client, CancellationToken cancellationToken)
        {
            using var server = new TcpClient { NoDelay = true };
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(address.Host, address.Port, cancellationToken);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                return false;
            }

            lock (_lock)
            {
                if (!IsUp)
                {
                    return false;
                }

                _open.AddRange([client, server]);
            }

            try
            {
                await await Task.WhenAny(
                    client.GetStream().CopyToAsync(server.GetStream(), cancellationToken), server.GetStream().CopyToAsync(client.GetStream(), cancellationToken));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
            {
                // One side is gone, and the other one sees its connection end.
            }
            finally
            {
                lock (_lock)
                {
                    _open.Remove(client);
                    _open.Remove(server);
                }
            }

            return true;
        }
    }
}
