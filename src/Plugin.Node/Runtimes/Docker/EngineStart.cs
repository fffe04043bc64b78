using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Plugin.Node.Configuration;
using Plugin.Node.Runtimes.Processes;

namespace Plugin.Node.Runtimes.Docker;

/// <summary>
/// Tells a container that went down with the engine or the machine from one that ended by itself. An engine that comes back stops what still runs,
/// or finds it gone, and says no more than an exit code that an algorithm may have as well; so a container carries which boot of the machine and which
/// process of the engine it was made under, which no jump of the clock changes.
/// </summary>
internal static class EngineStart
{
    private const string BootLabel = "plugin.boot";
    private const string EngineLabel = "plugin.engine";
    private const string UsualProcessFile = "/run/docker.pid";
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    /// <summary>An engine is through with what it found when it came up.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    /// <param name="engine">Null when it cannot be known.</param>
    public static void Label(JsonNode labels, ProcessIdentity? engine) =>
        (labels[BootLabel], labels[EngineLabel]) = (ProcessIdentity.ThisBoot, Text(engine));

    /// <summary>Made under this boot and this engine.</summary>
    public static bool IsOf(ContainerState state, ProcessIdentity? engine) =>
        IsOfThisBoot(state) && state.Labels.GetValueOrDefault(EngineLabel) == Text(engine);

    /// <param name="cutOff">The agent was waiting for the container when the engine stopped answering, and has not seen it running since.</param>
    /// <param name="engine">As it runs; null when it cannot be known.</param>
    public static bool TookDown(ContainerState state, bool cutOff, ProcessIdentity? engine, DateTimeOffset now)
    {
        if (!IsOfThisBoot(state))
        {
            // However it ended: what it wrote last may not have reached the disk.
            return true;
        }

        // Killed, asked to end, or gone.
        if (state.OutOfMemory || state.ExitCode is not (137 or 143 or 255))
        {
            return false;
        }

        return cutOff || (engine is not null && !IsOf(state, engine) && ProcessIdentity.AgeOf(engine.Id) is { } age && state.FinishedAt < now - age + Settled);
    }

    /// <summary>The process that listens on the engine's socket; where that is the init system, the one in the engine's usual file.</summary>
    public static ProcessIdentity? Of(RuntimeConfig.Docker config)
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
            return ProcessIdentity.Of(process == 1 ? int.Parse(File.ReadAllText(UsualProcessFile), CultureInfo.InvariantCulture) : process);
        }
        catch (Exception e) when (e is SocketException or IOException or FormatException)
        {
            return null;
        }
    }

    private static bool IsOfThisBoot(ContainerState state) => state.Labels.GetValueOrDefault(BootLabel) == ProcessIdentity.ThisBoot;

    private static string Text(ProcessIdentity? engine) => engine is null ? "" : $"{engine.Id}-{engine.StartTime}";
}
