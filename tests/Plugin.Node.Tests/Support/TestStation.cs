using System.Security.Cryptography;
using Plugin.Client;
using Plugin.Client.Station;
using Plugin.Node.AccessLog;
using Plugin.Node.Configuration;
using Plugin.Node.Contract;
using Plugin.Node.Journal;
using Plugin.Node.Payloads;
using Plugin.Node.Runtimes;
using Plugin.Node.Runtimes.Processes;
using Plugin.Node.Witnessing;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Support;

/// <summary>An agent over the real journal, files and processes, whose every effect may be its last.</summary>
internal sealed class TestStation : IAsyncDisposable
{
    private static int _sessions;
    private readonly CancellationTokenSource _stop = new();
    private readonly SqliteJournal _journal;
    private readonly AccessLogFile _accesses;
    private readonly HubConnection _connection;
    private readonly StationFolder _folder;
    private readonly ECDsa _signingKey;
    private readonly XunitLog _log = new();

    public TestStation(TestHub hub, Scratch scratch, string algorithm, Mortality? mortality = null, LimitConfig? limits = null, ImagePatterns? shareLogs = null,
        PolicyConfig? policies = null)
        : this(hub, scratch, (_, folders) => new ProcessRuntime(folders, algorithm, TimeProvider.System), mortality, limits, shareLogs, policies: policies)
    {
    }

    public TestStation(
        TestHub hub, Scratch scratch, Func<StationFolder, RunFolders, IRuntime> runtime, Mortality? mortality = null, LimitConfig? limits = null, ImagePatterns? shareLogs = null,
        IReadOnlyList<DatabaseConfig>? databases = null, IReadOnlyDictionary<string, string>? algorithmEnv = null, PolicyConfig? policies = null)
    {
        mortality ??= new Mortality(null);
        limits ??= new LimitConfig();
        _folder = new StationFolder(scratch.Data);
        _signingKey = _folder.SigningKey();
        _journal = new SqliteJournal(_folder.Journal);
        _accesses = new AccessLogFile(_folder.AccessLog, _journal.Entries().Select(e => e.Id).ToHashSet(), TimeProvider.System);
        _connection = new HubConnection(HubHttp.Create(hub.Address), hub.Address, new Credentials.Node(hub.Key), TimeProvider.System, () => 0);
        var folders = new RunFolders(scratch.Data);
        Database = new DatabaseConfig("default", Path.Combine(scratch.Folder, "cohort.csv"), "csv", new Dictionary<string, string>());
        Parts = new StationParts(
            new MortalHub(new StationClient(_connection, TimeProvider.System), mortality),
            new MortalRuntime(runtime(_folder, folders), mortality),
            new MortalJournal(_journal, mortality),
            new MortalFiles(folders, mortality),
            new PlainPayloads(),
            new StationPolicies(policies ?? Allowed, databases ?? [Database]),
            new ContainerTokens(_folder.TokenKey(), TimeProvider.System),
            new WitnessParts(_signingKey, HubKey: null, _folder.AcceptedGeneration),
            new AgentSettings(limits.TopLevelRuns, limits.ChildRuns, 1, shareLogs ?? ImagePatterns.All, limits.LogBytes, false,
                algorithmEnv ?? new Dictionary<string, string>(), TimeSpan.FromDays(7), "0.0.0", () => []),
            $"session-{Interlocked.Increment(ref _sessions)}", TimeProvider.System, () => 0, _log)
        {
            AccessLog = new MortalAccessLog(_accesses, mortality),
        };
        Agent = new NodeAgent(Parts);
    }

    public static PolicyConfig Allowed { get; } = new(["plugin/algorithms(:.*)?", "plugin-node-tests/.*"]);

    public DatabaseConfig Database { get; }

    public StationParts Parts { get; }

    public NodeAgent Agent { get; }

    public IJournal Journal => _journal;

    public Task<AgentEnd> Ended { get; private set; } = Task.FromResult<AgentEnd>(new AgentEnd.Stopped());

    public TestStation Run()
    {
        var steps = new TaskFactory(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
        Ended = steps.StartNew(() => Agent.Run(_stop.Token)).Unwrap();
        return this;
    }

    /// <summary>Waits until the operator can read this.</summary>
    public Task Says(string text) => _log.Says(text);

    public async Task<AgentEnd> Stop()
    {
        await _stop.CancelAsync();
        return await Ended.Soon("the end of the agent");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Over().Soon("the end of the agent");
        _journal.Dispose();
        _accesses.Dispose();
        _connection.Dispose();
        _signingKey.Dispose();
        _folder.Dispose();
        _stop.Dispose();
    }

    // However it ends.
    private async Task Over() => await ((Task)Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
