using System.Net;
using System.Net.Sockets;

namespace Plugin.Testing.Running;

/// <summary>
/// Ports on loopback for processes that are told theirs. One that the system gives to whoever asks for any may be somebody else's by the time it is used,
/// or while its process is being started again.
/// </summary>
public static class Ports
{
    // Below those that the system gives away; a silo of Orleans has a second one with the same last four digits, ten thousand lower.
    private const int First = 20_000;
    private const int Count = 10_000;
    private const int SecondOfSilo = -10_000;

    private static readonly List<Socket> Lent = [];

    /// <summary>Nobody's, and no other test's until this process ends.</summary>
    public static int Lend()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + Random.Shared.Next(Count);
            if (Claimed(port) is not { } claim)
            {
                continue;
            }

            if (IsFree(port) && IsFree(port + SecondOfSilo))
            {
                lock (Lent)
                {
                    Lent.Add(claim);
                }

                return port;
            }

            claim.Dispose();
        }

        throw new InvalidOperationException($"No port from {First} on is free.");
    }

    /// <summary>A name that only one process of this machine can have at a time, and has until its end.</summary>
    private static Socket? Claimed(int port)
    {
        var name = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            name.Bind(new UnixDomainSocketEndPoint($"\0plugin-test-port-{port}"));
            return name;
        }
        catch (SocketException)
        {
            name.Dispose();
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
