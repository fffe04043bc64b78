using System.Net;
using System.Net.Sockets;

namespace Plugin.Testing.Running;

/// <summary>
/// Ports for what has to know its own before it listens, and for addresses at which nobody does. The system gives none of them to whoever connects or
/// listens anywhere, and no other test of this machine gets one as long as this process lives.
/// </summary>
internal static class Ports
{
    private const int First = 10_000;

    // Taken so that they stay so.
    private static readonly List<Socket> Reserved = [];
    private static readonly int End = int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t', ' ')[0]);
    private static int _next = Random.Shared.Next(First, End);

    public static int Free()
    {
        lock (Reserved)
        {
            for (var tried = First; tried < End; tried++)
            {
                _next = _next + 1 < End ? _next + 1 : First;
                if (Reserve(_next) && IsFree(_next))
                {
                    return _next;
                }
            }
        }

        throw new InvalidOperationException($"No port between {First} and {End} is free.");
    }

    // A name that the system forgets with the process, whatever its end.
    private static bool Reserve(int port)
    {
        var name = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            name.Bind(new UnixDomainSocketEndPoint($"\0plugin-test-port-{port}"));
            Reserved.Add(name);
            return true;
        }
        catch (SocketException)
        {
            name.Dispose();
            return false;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
