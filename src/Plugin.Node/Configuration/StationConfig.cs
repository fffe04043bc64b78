using Plugin.Client;
using Plugin.Proofs;

namespace Plugin.Node.Configuration;

/// <summary>What a hospital decides about its station. Read from a YAML file by <see cref="StationConfigFile"/>.</summary>
/// <param name="Key">The node's key at the hub. Never logged.</param>
/// <param name="ShareLogs">The images whose output goes to the hub, while they run and at their end. The station's own reasons always do.</param>
/// <param name="PrivateKeyFile">PEM file of the organization's key; null in an unencrypted collaboration.</param>
public sealed record StationConfig(
    HubAddress Hub, string Key, string DataFolder, RuntimeConfig Runtime, IReadOnlyList<DatabaseConfig> Databases, PolicyConfig Policies,
    LimitConfig Limits, IReadOnlyDictionary<string, string> AlgorithmEnv, ImagePatterns ShareLogs, string? PrivateKeyFile)
{
    /// <summary>The key that the hub's checkpoints are signed with, named as the newest generation of its log that is accepted; null: the first one seen is trusted.</summary>
    public NoteKey? LogKey { get; init; }

    public ProxyConfig Proxy { get; init; } = new();

    /// <summary>Whether the hub is told of this station's data sources and of what it allows.</summary>
    public bool ShareConfig { get; init; } = true;

    public TelemetryConfig Telemetry { get; init; } = new(null, TelemetryProtocol.Grpc, "plugin-station");

    /// <summary>Where on 127.0.0.1 the operator's page is; null: there is none.</summary>
    public int? OperatorPort { get; init; }

    /// <summary>What its owner should know of the file, although it can be used.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public override string ToString() => $"station of {Hub.Url}";
}

/// <param name="Endpoint">Of an OTLP collector; null: traces and metrics stay in the process.</param>
/// <param name="Service">What the collector calls this station.</param>
public sealed record TelemetryConfig(Uri? Endpoint, TelemetryProtocol Protocol, string Service);

public enum TelemetryProtocol
{
    Grpc,
    Http,
}

public abstract record RuntimeConfig
{
    private RuntimeConfig()
    {
    }

    /// <param name="Socket">The engine's unix socket.</param>
    public sealed record Docker(string Socket, ImagePull Pull) : RuntimeConfig
    {
        /// <summary>The engine over TLS instead of its socket. It is on this machine all the same: it mounts the station's folders.</summary>
        public EngineTls? Tls { get; init; }

        public IReadOnlyList<RegistryLogin> Registries { get; init; } = [];

        /// <summary>For people.</summary>
        public string Place => Tls?.Address.ToString() ?? Socket;

        public override string ToString() => $"containers by the engine at {Place}";
    }

    /// <param name="Algorithms">The executable (or .dll) of our own algorithms.</param>
    public sealed record Process(string Algorithms) : RuntimeConfig
    {
        public override string ToString() => $"our own algorithms as processes ({Algorithms})";
    }
}

/// <param name="Address"><c>tcp://host:port</c>.</param>
/// <param name="CaFile">Who may have signed the engine's certificate; the other two are what the station shows to it. All PEM.</param>
public sealed record EngineTls(Uri Address, string CaFile, string CertificateFile, string KeyFile);

/// <param name="Address">Host, and port where it is not the usual one, as image names begin; <c>docker.io</c> for names without one.</param>
public sealed record RegistryLogin(string Address, string User, string Password)
{
    public override string ToString() => $"{User} at {Address}";
}

public enum ImagePull
{
    /// <summary>Only when the image is not there.</summary>
    Missing,
    Always,
    Never,
}

/// <param name="TopLevelRuns">How many runs of top-level tasks at once; they may wait for child runs, so those have places of their own.</param>
/// <param name="TemporaryBytes">Of each of the folders in memory: /tmp, /var/tmp and /run.</param>
/// <param name="LogBytes">How much of what an algorithm printed is kept.</param>
/// <param name="JobFolderDays">How long the folder that the runs of a job share is kept after the last of them.</param>
public sealed record LimitConfig(
    int TopLevelRuns = 2, int ChildRuns = 4, long MemoryBytes = 4L << 30, double Cpus = 2, int Pids = 512, long TemporaryBytes = 256L << 20,
    long LogBytes = 10L << 20, int JobFolderDays = 7)
{
    /// <summary>Of /dev/shm.</summary>
    public long SharedMemoryBytes { get; init; } = 256L << 20;

    /// <summary>Of what an algorithm hands back.</summary>
    public long OutputBytes { get; init; } = 1L << 30;

    /// <summary>Of the folder that the runs of a job share.</summary>
    public long JobFolderBytes { get; init; } = 1L << 30;

    /// <summary>From the start of the container; the machine's clock may be set meanwhile.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The devices that an algorithm is given, by the engine's ids of them, or <c>all</c>.</summary>
    public IReadOnlyList<string> Gpus { get; init; } = [];

    /// <summary>Other limits for some images; the first that fits counts.</summary>
    public IReadOnlyList<ImageLimits> Images { get; init; } = [];

    public TimeSpan JobFolders => TimeSpan.FromDays(JobFolderDays);

    public LimitConfig For(string image) => Images.FirstOrDefault(i => i.Image.Contains(image))?.Limits ?? this;
}

public sealed record ImageLimits(ImagePatterns Image, LimitConfig Limits);
