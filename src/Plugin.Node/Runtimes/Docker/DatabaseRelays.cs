using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Plugin.Node.Attempts;

namespace Plugin.Node.Runtimes.Docker;

/// <summary>
/// Carries connections from inside containers, which have no network, to the databases that their tasks asked for, and to nothing else. A listening
/// socket belongs to the network in which it was made, and what it accepts is carried on from the machine's own.
/// </summary>
internal sealed class DatabaseRelays(TimeProvider time) : IDisposable
{
    /// <summary>Of one attempt to one database at once; more wait.</summary>
    private const int Connections = 64;

    private const int BufferBytes = 64 * 1024;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<AttemptId, CancellationTokenSource> _open = new();

    /// <summary>Does nothing when the attempt's are open already.</summary>
    /// <param name="process">Any process of the container, by its number on this machine.</param>
    public async Task Open(AttemptId id, int process, IReadOnlyList<DatabaseRoute> routes)
    {
        if (routes.Count == 0 || _open.ContainsKey(id))
        {
            return;
        }

        var closed = _open[id] = new CancellationTokenSource();
        try
        {
            foreach (var route in routes)
            {
                await Listen(process, route, closed.Token);
            }
        }
        catch
        {
            Close(id);
            throw;
        }
    }

    public void Close(AttemptId id)
    {
        if (_open.TryRemove(id, out var closed))
        {
            closed.Cancel();
            closed.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var id in _open.Keys)
        {
            Close(id);
        }
    }

    private Task Listen(int process, DatabaseRoute route, CancellationToken closed)
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                _ = Accept(ContainerNetwork.Listen(process, new IPEndPoint(route.Inside, route.Port)), route, closed);
                listening.SetResult();
            }
            catch (Exception e)
            {
                listening.SetException(e);
            }
        }, maxStackSize: 256 * 1024)
        { IsBackground = true, Name = $"database-{route.Host}" }.Start();
        return listening.Task;
    }

    private async Task Accept(Socket listening, DatabaseRoute route, CancellationToken closed)
    {
        var places = new SemaphoreSlim(Connections);
        using (listening)
        {
            try
            {
                while (true)
                {
                    await places.WaitAsync(closed);
                    try
                    {
                        _ = Carry(await listening.AcceptAsync(closed), route, places, closed);
                    }
                    catch (SocketException)
                    {
                        // The one that knocked has gone away, or there are no descriptors left at the moment.
                        places.Release();
                        await Task.Delay(AfterFailure, time, closed);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The attempt is over.
            }
        }
    }

    private static async Task Carry(Socket inside, DatabaseRoute route, SemaphoreSlim places, CancellationToken closed)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(closed);
        using (inside)
        using (var outside = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })
        {
            try
            {
                inside.NoDelay = true;
                await outside.ConnectAsync(route.Host, route.Port, broken.Token);
                await Task.WhenAll(Pump(inside, outside, broken), Pump(outside, inside, broken));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The algorithm sees its connection break.
            }
            finally
            {
                places.Release();
            }
        }
    }

    private static async Task Pump(Socket from, Socket to, CancellationTokenSource broken)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (await from.ReceiveAsync(buffer, broken.Token) is > 0 and var read)
            {
                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), broken.Token);
                }
            }

            // The other direction may go on.
            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            await broken.CancelAsync();
            throw;
        }
    }
}
