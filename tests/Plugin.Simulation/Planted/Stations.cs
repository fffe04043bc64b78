using Plugin.Client;
using Plugin.Client.Station;
using Plugin.Contracts.Station;
using Plugin.Node.Attempts;
using Plugin.Node.Journal;
using Plugin.Node.Policies;
using Plugin.Policies;

namespace Plugin.Simulation.Planted;

/// <summary>Notes in memory what has to be on disk.</summary>
internal sealed class JournalInMemory(IJournal journal) : IJournal
{
    private readonly MemoryJournal _memory = new();

    public string? Cursor
    {
        get => journal.Cursor;
        set => journal.Cursor = value;
    }

    public string? Witnessed
    {
        get => journal.Witnessed;
        set => journal.Witnessed = value;
    }

    public IReadOnlyList<JournalEntry> Entries() => _memory.Entries();

    public void Record(JournalEntry entry) => _memory.Record(entry);

    public OperatorDecision? Decision(AttemptId id, MatterKind kind) => _memory.Decision(id, kind);

    public void Forget(AttemptId id) => _memory.Forget(id);

    public int SubtaskOrdinal(AttemptId id, string bodyHash, IReadOnlySet<int> busy, IReadOnlySet<int>? delivered) =>
        _memory.SubtaskOrdinal(id, bodyHash, busy, delivered);

    public void SubtaskAnswered(AttemptId id, int ordinal) => _memory.SubtaskAnswered(id, ordinal);
}

/// <summary>Takes a report for delivered that got no answer.</summary>
internal sealed class HubThatNeedsNoAnswer(IStationHub hub) : IStationHub
{
    public async Task Report(int run, RunReport report, CancellationToken cancellationToken)
    {
        try
        {
            await hub.Report(run, report, cancellationToken);
        }
        catch (HubException e) when (e.IsTransient)
        {
            // It will have arrived.
        }
    }

    public Task<StationWelcome> Hello(StationHello hello, CancellationToken cancellationToken) => hub.Hello(hello, cancellationToken);

    public IAsyncEnumerable<FeedItem> Feed(string session, string? after, CancellationToken cancellationToken) =>
        hub.Feed(session, after, cancellationToken);

    public Task<ClaimGranted> Claim(int run, ClaimRequest request, CancellationToken cancellationToken) => hub.Claim(run, request, cancellationToken);

    public Task<string?> FixImage(int run, FoundImage found, CancellationToken cancellationToken) => hub.FixImage(run, found, cancellationToken);

    public Task ShowLog(int run, int attempt, LiveLog log, CancellationToken cancellationToken) => hub.ShowLog(run, attempt, log, cancellationToken);

    public Task<Stream> Input(int run, int attempt, CancellationToken cancellationToken) => hub.Input(run, attempt, cancellationToken);

    public Task<ContentStored> Upload(int run, int attempt, string kind, Func<Stream> open, CancellationToken cancellationToken) =>
        hub.Upload(run, attempt, kind, open, cancellationToken);

    public Task<HeartbeatAnswer> Heartbeat(StationHeartbeat heartbeat, CancellationToken cancellationToken) => hub.Heartbeat(heartbeat, cancellationToken);

    public Task<string> LogKey(CancellationToken cancellationToken) => hub.LogKey(cancellationToken);

    public Task<IReadOnlyList<byte[]>> Consistency(long from, long to, CancellationToken cancellationToken) => hub.Consistency(from, to, cancellationToken);

    public Task Cosign(StationCosignature cosignature, CancellationToken cancellationToken) => hub.Cosign(cosignature, cancellationToken);

    public Task Raise(StationAlarm alarm, CancellationToken cancellationToken) => hub.Raise(alarm, cancellationToken);
}
