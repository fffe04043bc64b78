using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Plugin.Node.AccessLog;
using Plugin.Node.Configuration;
using Plugin.Node.Contract;

namespace Plugin.Node;

/// <summary>A station's data folder: closed to other users, held by one agent at a time, with what must stay the same over restarts.</summary>
public sealed class StationFolder : IDisposable
{
    private const int Locked = 11;
    private const int BindTries = 10;
    private static readonly TimeSpan BindAgain = TimeSpan.FromMilliseconds(50);
    private readonly string _path;
    private readonly FileStream _lock;

    /// <exception cref="ConfigException">Another agent has it, or it cannot be written.</exception>
    public StationFolder(string path)
    {
        _path = path;
        try
        {
            Directory.CreateDirectory(path);
            Durable.Mode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            _lock = new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == Locked)
        {
            throw new ConfigException($"Another agent is running on the data folder {path}. Stop that one first, or give this one a folder of its own.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"The data folder {path} cannot be used: {e.Message}", e);
        }
    }

    public string Journal => JournalIn(_path);

    public string AccessLog => Path.Combine(_path, AccessLogReader.FileName);

    /// <summary>For what the proxy cannot keep in memory.</summary>
    public string Spools => Path.Combine(_path, "proxy");

    private string PortFile => Path.Combine(_path, "proxy.port");

    public void Dispose() => _lock.Dispose();

    /// <summary>
    /// Two agents on copies of one folder would take each other's containers for their own. A name that the machine gives to one process at a time
    /// keeps them apart, and is free again however the process ends. The caller disposes it at the end.
    /// </summary>
    /// <exception cref="ConfigException">Another agent has the name.</exception>
    public async Task<IDisposable> Alone(TimeProvider time, CancellationToken cancellationToken)
    {
        var name = new UnixDomainSocketEndPoint($"\0plugin-station-{StationId()}");
        for (var tries = 1; ; tries++)
        {
            var identity = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                identity.Bind(name);
                return identity;
            }
            catch (SocketException e)
            {
                identity.Dispose();
                if (tries == BindTries)
                {
                    throw new ConfigException(
                        $"Another agent is running on a copy of the data folder {_path} (both are station {StationId()}). Stop that one first; they cannot both be.", e);
                }
            }

            // A program that the last agent was about to start has it until it runs.
            await Task.Delay(BindAgain, time, cancellationToken);
        }
    }

    /// <summary>Also for who looks at the folder beside an agent.</summary>
    public static string JournalIn(string path) => Path.Combine(path, "journal.db");

    /// <summary>Tells this station's containers from another station's on the same engine.</summary>
    public string StationId() => Kept("station.id", () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));

    public byte[] TokenKey() => Convert.FromHexString(Kept("token.key", () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))));

    /// <summary>The key that this station signs the hub's checkpoints with; made when there is none. The caller disposes it.</summary>
    /// <exception cref="ConfigException">The file is damaged.</exception>
    public ECDsa SigningKey()
    {
        var pem = Kept("signing.key", () =>
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return made.ExportPkcs8PrivateKeyPem();
        });
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new ConfigException(
                $"The signing key {Path.Combine(_path, "signing.key")} cannot be read. Put it back from a backup; or remove it and have an administrator release the node's signing key at the hub.", e);
        }
    }

    /// <summary>The newest generation of the hub's log that the station's operator has accepted; 0 when never asked.</summary>
    public int AcceptedGeneration() => File.Exists(GenerationFile(_path)) && int.TryParse(File.ReadAllText(GenerationFile(_path)), out var accepted) ? accepted : 0;

    /// <summary>By the operator, also while an agent runs on the folder.</summary>
    public static void AcceptGeneration(string path, int generation)
    {
        Directory.CreateDirectory(path);
        Durable.Write(GenerationFile(path), generation.ToString(CultureInfo.InvariantCulture));
    }

    /// <param name="told">There may be algorithms that were told the port, so it cannot change.</param>
    /// <exception cref="ConfigException">It cannot change and another program has taken it.</exception>
    public int ProxyPort(bool told)
    {
        var port = int.Parse(Kept("proxy.port", FreePort));
        if (IsFree(port))
        {
            return port;
        }

        if (told)
        {
            throw new ConfigException(
                $"The port {port} on 127.0.0.1, where running algorithms expect this station, is taken by another program. End that program first.");
        }

        File.Delete(PortFile);
        return int.Parse(Kept("proxy.port", FreePort));
    }

    private static string GenerationFile(string path) => Path.Combine(path, "generation.accepted");

    private string Kept(string name, Func<string> make)
    {
        var file = Path.Combine(_path, name);
        if (!File.Exists(file))
        {
            Durable.Write(file, make());
        }

        return File.ReadAllText(file);
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

    private static string FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port.ToString();
    }
}
