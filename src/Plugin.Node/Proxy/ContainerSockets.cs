using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Plugin.Node.Attempts;

namespace Plugin.Node.Proxy;

/// <summary>
/// The proxy's listening sockets inside containers' network namespaces. A socket belongs to the namespace in which it was made, wherever its
/// process lives: so a container without any network reaches the proxy on its own 127.0.0.1, and nothing else. Each socket hands its connections
/// to the one HTTP server.
/// </summary>
/// <param name="connections">How many one container may hold open; the next ones are closed at once.</param>
public sealed class ContainerSockets(int connections) : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private readonly ConcurrentDictionary<AttemptId, Socket> _open = new();
    private readonly ConcurrentDictionary<AttemptId, int> _connections = new();
    private readonly Channel<(AttemptId Id, Socket Socket)> _accepted = Channel.CreateUnbounded<(AttemptId, Socket)>();

    /// <summary>Does nothing when the socket is open already.</summary>
    /// <param name="process">Any process of the container, by its number on this machine.</param>
    public Task Open(AttemptId id, int process, int port)
    {
        if (_open.ContainsKey(id))
        {
            return Task.CompletedTask;
        }

        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own, which waits for connections as long as the container lives.
        new Thread(() => Serve(id, process, port, listening), maxStackSize: 256 * 1024) { IsBackground = true, Name = $"proxy-{id}" }.Start();
        return listening.Task;
    }

    public void Close(AttemptId id)
    {
        if (_open.TryRemove(id, out var socket))
        {
            socket.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var id in _open.Keys)
        {
            Close(id);
        }
    }

    bool IConnectionListenerFactorySelector.CanBind(EndPoint endpoint) => endpoint is InContainers;

    ValueTask<IConnectionListener> IConnectionListenerFactory.BindAsync(EndPoint endpoint, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IConnectionListener>(new Listener(endpoint, _accepted, Closed));

    private void Serve(AttemptId id, int process, int port, TaskCompletionSource listening)
    {
        Socket socket;
        try
        {
            socket = ContainerNetwork.Listen(process, new IPEndPoint(IPAddress.Loopback, port));
        }
        catch (Exception e)
        {
            listening.SetException(e);
            return;
        }

        if (!_open.TryAdd(id, socket))
        {
            socket.Dispose();
            listening.SetResult();
            return;
        }

        listening.SetResult();
        try
        {
            while (true)
            {
                var connection = socket.Accept();
                if (_connections.AddOrUpdate(id, 1, (_, open) => open + 1) <= connections)
                {
                    _accepted.Writer.TryWrite((id, connection));
                }
                else
                {
                    Closed(id);
                    connection.Dispose();
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed: the attempt is over.
        }
    }

    private void Closed(AttemptId id)
    {
        if (_connections.AddOrUpdate(id, 0, (_, open) => open - 1) == 0)
        {
            _connections.TryRemove(new KeyValuePair<AttemptId, int>(id, 0));
        }
    }

    /// <summary>A connection's own: the container that it comes from, whatever its requests say.</summary>
    internal sealed record Container(AttemptId Id);

    /// <summary>The server's one endpoint for all containers.</summary>
    internal sealed class InContainers : EndPoint
    {
        public override string ToString() => "containers";
    }

    private sealed class Listener(EndPoint endpoint, Channel<(AttemptId Id, Socket Socket)> accepted, Action<AttemptId> closed) : IConnectionListener
    {
        private readonly CancellationTokenSource _unbound = new();
        private readonly SocketConnectionContextFactory _connections = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);

        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _unbound.Token);
            try
            {
                var (id, socket) = await accepted.Reader.ReadAsync(either.Token);
                var connection = _connections.Create(socket);
                connection.Features.Set(new Container(id));
                connection.ConnectionClosed.Register(() => closed(id));
                return connection;
            }
            catch (OperationCanceledException) when (_unbound.IsCancellationRequested)
            {
                return null;
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _unbound.Cancel();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            _unbound.Dispose();
            _connections.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
