using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plugin.Client;
using Plugin.Client.Station;
using Plugin.Node.AccessLog;
using Plugin.Node.Configuration;
using Plugin.Node.Contract;
using Plugin.Node.Journal;
using Plugin.Node.Operator;
using Plugin.Node.Payloads;
using Plugin.Node.Proxy;
using Plugin.Node.Runtimes;
using Plugin.Node.Runtimes.Docker;
using Plugin.Node.Runtimes.Processes;
using Plugin.Node.Status;
using Plugin.Node.Witnessing;

namespace Plugin.Node;

/// <summary>A whole station: agent, journal, runtime and proxy, put together from its configuration.</summary>
public static partial class Station
{
    /// <summary>Runs until told to stop or until it may not go on. Algorithms that run then go on running; the next start finds them.</summary>
    /// <exception cref="ConfigException">It cannot be started like this.</exception>
    /// <param name="stopRuns">At the end what runs is stopped as well, and reported lost at the next start.</param>
    public static async Task<AgentEnd> Run(StationConfig config, bool stopRuns, TimeProvider time, ILogger log, CancellationToken cancellationToken)
    {
        Func<double> random = Random.Shared.NextDouble;
        using var folder = new StationFolder(config.DataFolder);
        using var alone = await folder.Alone(time, cancellationToken);
        using var journal = Opened(folder.Journal);
        using var accesses = OpenedLog(folder.AccessLog, journal, time);
        if (accesses.CutOff is { } bytes)
        {
            AccessLogCutOff(log, folder.AccessLog, bytes);
        }

        using var hub = new HubConnection(HubHttp.Create(config.Hub), config.Hub, new Credentials.Node(config.Key), time, random);
        using var relayed = HubHttp.Create(config.Hub);
        using var key = PrivateKey(config);
        var client = new HubClient(hub);
        var folders = new RunFolders(config.DataFolder);
        var keys = key is null ? null : new PublicKeys(async (id, ct) => (await client.Organization(id, ct)).PublicKey, time);
        IPayloads payloads = key is null || keys is null ? new PlainPayloads() : new EncryptedPayloads(key, keys);
        var port = folder.ProxyPort(told: journal.Entries().Count > 0);
        using var sockets = new ContainerSockets(config.Proxy.Connections);
        using var docker = config.Runtime is RuntimeConfig.Docker engine
            ? new DockerRuntime(engine, folder.StationId(), folders, config.Limits, sockets, port, time) { Owner = Owner(config.Key) }
            : null;
        IRuntime runtime = config.Runtime switch
        {
            RuntimeConfig.Process own => new ProcessRuntime(folders, own.Algorithms, time),
            _ => docker!,
        };
        using var signingKey = folder.SigningKey();
        var tokens = new ContainerTokens(folder.TokenKey(), time);

        // The agent's logic runs one step at a time.
        var steps = new TaskFactory(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
        var agent = new NodeAgent(new StationParts(
            new StationClient(hub, time), runtime, journal, folders, payloads, new StationPolicies(config.Policies, config.Databases), tokens,
            new WitnessParts(signingKey, config.LogKey, folder.AcceptedGeneration),
            Settings(config, port), new Guid(RandomNumberGenerator.GetBytes(16)).ToString(), time, random, log)
        {
            PublicKey = key is null ? null : new OwnPublicKey(key, client),
            AccessLog = accesses,
        });
        var relay = new HubRelay(relayed, config.Hub, folder.Spools, time, random, log);
        Spool NewSpool() => new(folder.Spools);
        var routes = new ProxyRoutes(
            agent, tokens, relay,
            new SubtaskRoute(relay, new SubtaskPosts(journal, steps), payloads, keys, config.Proxy, NewSpool, log),
            new ResultRoutes(relay, payloads, encrypted: keys is not null),
            new BlobstreamRoutes(relay, payloads, keys, NewSpool),
            config.Proxy, time, log);
        await using var proxy = await ProxyServer.Start(
            docker is null ? ProxyServer.OnLoopback(port) : ProxyServer.InContainers(), s => s.AddSingleton<IConnectionListenerFactory>(sockets),
            routes, config.Proxy, config.Hub.ApiPath, cancellationToken);

        await using var page = config.OperatorPort is { } shown ? await OperatorPage.Start(shown, config.DataFolder, time, cancellationToken) : null;

        Starting(log, config.Hub.Url, config.DataFolder, config.Runtime);
        foreach (var warning in config.Warnings)
        {
            Warned(log, warning);
        }

        if (config.Policies is { AllowedImages: [] } and not { EitherImageOrStore: true, AllowedStores: [_, ..] })
        {
            NothingAllowed(log);
        }

        var status = new StatusFile(config.DataFolder, Version, time);
        StationTelemetry.Observe(() => status.Last);
        using var looking = new CancellationTokenSource();
        var looks = status.Keep(() => steps.StartNew(agent.Status, looking.Token), looking.Token);
        AgentEnd end;
        try
        {
            end = await await steps.StartNew(() => agent.Run(cancellationToken), cancellationToken);
        }
        finally
        {
            await looking.CancelAsync();
            await looks;
        }

        status.Write(await steps.StartNew(agent.Status, CancellationToken.None), end switch
        {
            AgentEnd.Fenced e => $"Another agent has started with this node's key. {e.Reason}",
            AgentEnd.Refused e => e.Reason,
            _ => "It was stopped.",
        });
        switch (end)
        {
            case AgentEnd.Fenced e:
                Fenced(log, e.Reason);
                break;
            case AgentEnd.Refused e:
                Refused(log, e.Reason);
                break;
            default:
                if (stopRuns)
                {
                    await Stop(journal, runtime, log);
                }

                Stopped(log);
                break;
        }

        return end;
    }

    /// <summary>The same for every data folder of a node; tells nothing of the key.</summary>
    private static string Owner(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];

    private static AccessLogFile OpenedLog(string file, SqliteJournal journal, TimeProvider time)
    {
        try
        {
            return new AccessLogFile(file, journal.Entries().Select(e => e.Id).ToHashSet(), time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"The access log {file} cannot be used: {e.Message} Nothing may be read that is not on record, so the station does not start.", e);
        }
    }

    private static SqliteJournal Opened(string file)
    {
        try
        {
            return new SqliteJournal(file);
        }
        catch (IOException e)
        {
            throw new ConfigException(
                $"{e.Message} If the disk is full, make space. If the file {file} is damaged, put it back from a backup, or remove it: the hub is then told that what this station had is lost.", e);
        }
    }

    public static string Version { get; } = typeof(Station).Assembly.GetName().Version!.ToString(3);

    private static async Task Stop(SqliteJournal journal, IRuntime runtime, ILogger log)
    {
        foreach (var entry in journal.Entries().OfType<JournalEntry.Running>())
        {
            RunStopped(log, entry.Id.Run, entry.Id.Attempt);
            await runtime.Remove(entry.Id, CancellationToken.None);
        }
    }

    private static AgentSettings Settings(StationConfig config, int port) => new(
        config.Limits.TopLevelRuns, config.Limits.ChildRuns, port, config.ShareLogs, config.Limits.LogBytes, config.PrivateKeyFile is not null,
        config.AlgorithmEnv, config.Limits.JobFolders,
        Version,
        () => StationFacts.Of(config));

    private static RSA? PrivateKey(StationConfig config)
    {
        if (config.PrivateKeyFile is null)
        {
            return null;
        }

        var key = RSA.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(config.PrivateKeyFile));
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw new ConfigException($"private_key: {config.PrivateKeyFile} is not a readable private key in PEM form.", e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Station for the hub at {Hub}; data in {Folder}; {Runtime}.")]
    private static partial void Starting(ILogger log, Uri hub, string folder, RuntimeConfig runtime);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A crash cut off the last line of the access log {File} after {Bytes} bytes. It stays, and the log goes on after it.")]
    private static partial void AccessLogCutOff(ILogger log, string file, int bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void Warned(ILogger log, string warning);

    [LoggerMessage(Level = LogLevel.Warning, Message = "policies.allowed_images is empty, so this station refuses every run.")]
    private static partial void NothingAllowed(ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run} (attempt {Attempt}) is stopped with the station.")]
    private static partial void RunStopped(ILogger log, int run, int attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "Another agent has started with this node's key, so this one has stopped its runs and ends. Only one may run at a time; if the other is the wrong one, stop it and start this one again. {Reason}")]
    private static partial void Fenced(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}")]
    private static partial void Refused(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped. What is still to be done is taken up at the next start.")]
    private static partial void Stopped(ILogger log);
}
