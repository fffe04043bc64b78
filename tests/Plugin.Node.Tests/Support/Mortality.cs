using Plugin.Client.Station;
using Plugin.Contracts.Station;
using Plugin.Node.AccessLog;
using Plugin.Node.Attempts;
using Plugin.Node.Contract;
using Plugin.Node.Journal;
using Plugin.Node.Policies;
using Plugin.Node.Runtimes;

namespace Plugin.Node.Tests.Support;

/// <summary>
/// Kills the agent at one of the moments between its effects on the world: nothing it tries afterwards happens. What it started goes on, as it does
/// when a process is killed.
/// </summary>
/// <param name="moment">Counted from 1; null: it lives.</param>
/// <param name="named">Or the first moment of this name.</param>
internal sealed class Mortality(int? moment, string? named = null)
{
    private readonly Lock _lock = new();
    private int _moments;
    private bool _dead;

    public bool HasDied => _dead;

    public string? LastWords { get; private set; }

    public void Moment(string name)
    {
        lock (_lock)
        {
            if (_dead || ++_moments == moment || name == named)
            {
                LastWords ??= name;
                _dead = true;
                throw new DiedException();
            }
        }
    }

    public T Around<T>(string name, Func<T> effect)
    {
        Moment($"before {name}");
        var result = effect();
        Moment($"after {name}");
        return result;
    }

    public async Task<T> Around<T>(string name, Func<Task<T>> effect)
    {
        Moment($"before {name}");
        var result = await effect();
        Moment($"after {name}");
        return result;
    }

    public Task Around(string name, Func<Task> effect) => Around(name, async () =>
    {
        await effect();
        return 0;
    });

    public void Around(string name, Action effect) => Around(name, () =>
    {
        effect();
        return 0;
    });

    public void Look()
    {
        if (_dead)
        {
            throw new DiedException();
        }
    }
}

internal sealed class DiedException : Exception;

internal sealed class MortalHub(IStationHub hub, Mortality mortality) : IStationHub
{
    public Task<StationWelcome> Hello(StationHello hello, CancellationToken cancellationToken) =>
        mortality.Around("hello", () => hub.Hello(hello, cancellationToken));

    public async IAsyncEnumerable<FeedItem> Feed(
        string session, string? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in hub.Feed(session, after, cancellationToken))
        {
            mortality.Moment($"feed {item.GetType().Name}");
            yield return item;
        }
    }

    public Task<ClaimGranted> Claim(int run, ClaimRequest request, CancellationToken cancellationToken) =>
        mortality.Around("claim", () => hub.Claim(run, request, cancellationToken));

    public Task Report(int run, RunReport report, CancellationToken cancellationToken) =>
        mortality.Around($"report {report.State}", () => hub.Report(run, report, cancellationToken));

    public Task<string?> FixImage(int run, FoundImage found, CancellationToken cancellationToken) =>
        mortality.Around("fix image", () => hub.FixImage(run, found, cancellationToken));

    public Task ShowLog(int run, int attempt, LiveLog log, CancellationToken cancellationToken)
    {
        mortality.Look();
        return hub.ShowLog(run, attempt, log, cancellationToken);
    }

    public Task<Stream> Input(int run, int attempt, CancellationToken cancellationToken) =>
        mortality.Around("input", () => hub.Input(run, attempt, cancellationToken));

    public Task<ContentStored> Upload(int run, int attempt, string kind, Func<Stream> open, CancellationToken cancellationToken) =>
        mortality.Around($"upload {kind}", () => hub.Upload(run, attempt, kind, open, cancellationToken));

    public Task<HeartbeatAnswer> Heartbeat(StationHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        mortality.Look();
        return hub.Heartbeat(heartbeat, cancellationToken);
    }

    public Task<string> LogKey(CancellationToken cancellationToken) => mortality.Around("log key", () => hub.LogKey(cancellationToken));

    public Task<IReadOnlyList<byte[]>> Consistency(long from, long to, CancellationToken cancellationToken) =>
        mortality.Around("consistency", () => hub.Consistency(from, to, cancellationToken));

    public Task Cosign(StationCosignature cosignature, CancellationToken cancellationToken) =>
        mortality.Around("cosign", () => hub.Cosign(cosignature, cancellationToken));

    public Task Raise(StationAlarm alarm, CancellationToken cancellationToken) =>
        mortality.Around("raise", () => hub.Raise(alarm, cancellationToken));
}

internal sealed class MortalRuntime(IRuntime runtime, Mortality mortality) : IRuntime
{
    public Task<PreparedImage> Prepare(string image, string? digest, CancellationToken cancellationToken) =>
        mortality.Around("prepare image", () => runtime.Prepare(image, digest, cancellationToken));

    public Task Start(AttemptPlan plan, CancellationToken cancellationToken) =>
        mortality.Around("start", () => runtime.Start(plan, cancellationToken));

    public Task<string?> Describe(CancellationToken cancellationToken) => runtime.Describe(cancellationToken);

    public Task<Trace> Find(AttemptId id, CancellationToken cancellationToken) => runtime.Find(id, cancellationToken);

    public Task<AttemptExit?> Wait(AttemptId id, CancellationToken cancellationToken) =>
        mortality.Around("wait", () => runtime.Wait(id, cancellationToken));

    public Task CopyLog(AttemptId id, Stream destination, long limit, CancellationToken cancellationToken) =>
        runtime.CopyLog(id, destination, limit, cancellationToken);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> FollowLog(AttemptId id, CancellationToken cancellationToken) =>
        runtime.FollowLog(id, cancellationToken);

    public Task Remove(AttemptId id, CancellationToken cancellationToken) =>
        mortality.Around("remove", () => runtime.Remove(id, cancellationToken));

    public Task<IReadOnlyList<AttemptId>> Known(CancellationToken cancellationToken) => runtime.Known(cancellationToken);

    public Task<int> ClearStrays(CancellationToken cancellationToken) => runtime.ClearStrays(cancellationToken);
}

internal sealed class MortalJournal(IJournal journal, Mortality mortality) : IJournal
{
    public string? Cursor
    {
        get => journal.Cursor;
        set => mortality.Around("cursor", () => journal.Cursor = value);
    }

    public string? Witnessed
    {
        get => journal.Witnessed;
        set => mortality.Around("witnessed", () => journal.Witnessed = value);
    }

    public IReadOnlyList<JournalEntry> Entries() => journal.Entries();

    public void Record(JournalEntry entry) => mortality.Around($"record {entry.GetType().Name}", () => journal.Record(entry));

    public OperatorDecision? Decision(AttemptId id, MatterKind kind)
    {
        mortality.Look();
        return journal.Decision(id, kind);
    }

    public void Forget(AttemptId id) => mortality.Around("forget", () => journal.Forget(id));

    public int SubtaskOrdinal(AttemptId id, string bodyHash, IReadOnlySet<int> busy, IReadOnlySet<int>? delivered) =>
        journal.SubtaskOrdinal(id, bodyHash, busy, delivered);

    public void SubtaskAnswered(AttemptId id, int ordinal) => journal.SubtaskAnswered(id, ordinal);
}

internal sealed class MortalFiles(IRunFiles files, Mortality mortality) : IRunFiles
{
    public Task Prepare(
        AttemptId id, int job, Func<Stream, CancellationToken, Task> input, string token, CancellationToken cancellationToken) =>
        mortality.Around("prepare files", () => files.Prepare(id, job, input, token, cancellationToken));

    public Stream Output(AttemptId id) => files.Output(id);

    public Task Seal(AttemptId id, string kind, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        mortality.Around($"seal {kind}", () => files.Seal(id, kind, write, cancellationToken));

    public Stream Sealed(AttemptId id, string kind) => files.Sealed(id, kind);

    public void Remove(AttemptId id) => mortality.Around("remove files", () => files.Remove(id));

    public void Sweep(IReadOnlySet<int> inUse, DateTimeOffset before) => files.Sweep(inUse, before);

    public IReadOnlyList<AttemptId> Known() => files.Known();

    public long FreeBytes => files.FreeBytes;
}

internal sealed class MortalAccessLog(IAccessLog log, Mortality mortality) : IAccessLog
{
    public AccessHead Head => log.Head;

    public void Opened(ClaimGranted grant, PreparedImage image, int node, IReadOnlyList<RequestedDatabase> databases, string basis) =>
        mortality.Around("access opened", () => log.Opened(grant, image, node, databases, basis));

    public void Ended(ClaimGranted grant, string outcome, string cause) => mortality.Around("access ended", () => log.Ended(grant, outcome, cause));

    public void Refused(ClaimGranted grant, int node, string basis) => mortality.Around("access refused", () => log.Refused(grant, node, basis));

    public void Forget(AttemptId id) => log.Forget(id);
}
