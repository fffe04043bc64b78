using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;

namespace Plugin.Node;

/// <summary>Sockets inside the network of a container. A socket belongs to the network in which it was made, whichever thread uses it later.</summary>
internal static class ContainerNetwork
{
    /// <summary>A listening socket. Blocks for the moment that it takes.</summary>
    /// <param name="process">Any process of the container, by its number on this machine.</param>
    public static Socket Listen(int process, IPEndPoint endpoint)
    {
        Socket? made = null;
        Exception? failure = null;
        // Threads begin in the network of the thread that starts them, and whoever wakes a waiting task may start one of the pool's. So this thread
        // wakes nobody, and ends before anybody learns of the socket; else connections to the hub would one day be tried from inside a container.
        var inside = new Thread(() =>
        {
            try
            {
                using (var network = File.OpenHandle($"/proc/{process}/ns/net"))
                {
                    Native.EnterNetwork(network);
                }

                made = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                made.Bind(endpoint);
                made.Listen();
            }
            catch (Exception e)
            {
                made?.Dispose();
                failure = e;
            }
        }, maxStackSize: 256 * 1024)
        { IsBackground = true, Name = "container-network" };
        inside.Start();
        inside.Join();
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return made ?? throw new UnreachableException();
    }
}
