using System.Net.Sockets;

namespace Plugin.Hub;

/// <summary>Tells systemd, where it started the hub as a service of <c>Type=notify</c>, when it serves and when it begins to stop.</summary>
internal static class ServiceManager
{
    public static void Say(string state)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 1 } path)
        {
            return;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            // An abstract socket is written with an @ in the place of its first byte, which is zero.
            socket.SendTo(System.Text.Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path));
        }
        catch (SocketException)
        {
            // Nobody listens, so nobody misses it.
        }
    }
}
