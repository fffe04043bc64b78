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
public sealed class ContainerSockets : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private readonly ConcurrentDictionary<AttemptId, Socket> _open = new();
    private readonly Channel<Socket> _accepted = Channel.CreateUnbounded<Socket>();

    /// <summary>Does nothing when the socket is open already.</summary>
    /// <param name="process">Any process of the container, by its number on this machine.</param>
    public Task Open(AttemptId id, int process, int port)
    {
        if (_open.ContainsKey(id))
        {
            return Task.CompletedTask;
        }

        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own: entering a namespace concerns the whole thread, and this one never comes back from it.
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
        ValueTask.FromResult<IConnectionListener>(new Listener(endpoint, _accepted));

    private void Serve(AttemptId id, int process, int port, TaskCompletionSource listening)
    {
        Socket socket;
        try
        {
            using (var network = File.OpenHandle($"/proc/{process}/ns/net"))
            {
                Native.EnterNetwork(network);
            }

            socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
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
                _accepted.Writer.TryWrite(socket.Accept());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed: the attempt is over.
        }
    }

    /// <summary>The server's one endpoint for all containers.</summary>
    internal sealed class InContainers : EndPoint
    {
        public override string ToString() => "containers";
    }

    private sealed class Listener(EndPoint endpoint, Channel<Socket> accepted) : IConnectionListener
    {
        private readonly CancellationTokenSource _unbound = new();
        private readonly SocketConnectionContextFactory _connections = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);

        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _unbound.Token);
            try
            {
                return _connections.Create(await accepted.Reader.ReadAsync(either.Token));
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
