using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using Plugin.Node.Configuration;
using Plugin.Node.Runtimes.Processes;

namespace Plugin.Node.Runtimes.Docker;

/// <summary>
/// Tells a container that went down with the engine or the machine from one that ended by itself. An engine that comes back stops what still runs,
/// or finds it gone, and says no more than an exit code that an algorithm may have as well; so the times decide.
/// </summary>
internal static class EngineStart
{
    private const string UsualProcessFile = "/run/docker.pid";
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    /// <summary>An engine is through with what it found when it came up.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    /// <param name="cutOff">The agent was waiting for the container when the engine stopped answering, and has not seen it running since.</param>
    /// <param name="machine">When the machine came up.</param>
    /// <param name="engine">When the engine did; null when it cannot be known.</param>
    public static bool TookDown(ContainerState state, bool cutOff, DateTimeOffset machine, DateTimeOffset? engine)
    {
        if (state.FinishedAt < machine)
        {
            // However it ended: what it wrote last may not have reached the disk.
            return true;
        }

        // Killed, asked to end, or gone.
        if (state.OutOfMemory || state.ExitCode is not (137 or 143 or 255))
        {
            return false;
        }

        var since = engine > machine ? engine.Value : machine;
        return cutOff || (state.StartedAt < since && state.FinishedAt < since + Settled);
    }

    public static DateTimeOffset OfMachine(DateTimeOffset now) =>
        now - TimeSpan.FromSeconds(double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture));

    /// <summary>When the process came up that listens on the engine's socket; where that is the init system, the one in the engine's usual file.</summary>
    public static DateTimeOffset? OfEngine(RuntimeConfig.Docker config, DateTimeOffset now)
    {
        if (config.Tls is not null)
        {
            return null;
        }

        using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            connection.Connect(new UnixDomainSocketEndPoint(config.Socket));
            var credentials = new byte[12];
            connection.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
            var process = BinaryPrimitives.ReadInt32LittleEndian(credentials);
            if (process == 1)
            {
                process = int.Parse(File.ReadAllText(UsualProcessFile), CultureInfo.InvariantCulture);
            }

            return ProcessIdentity.StartOf(process) is { } start ? OfMachine(now) + start : null;
        }
        catch (Exception e) when (e is SocketException or IOException or FormatException)
        {
            return null;
        }
    }
}
