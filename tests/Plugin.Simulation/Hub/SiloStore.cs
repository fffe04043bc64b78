using System.Runtime.CompilerServices;
using Plugin.EventLog;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.Hub;

/// <summary>
/// The one database as one silo sees it: each statement takes its time, and ends without an answer when the silo dies meanwhile. Whether it
/// was still carried out is a matter of when.
/// </summary>
internal sealed class SiloStore(IStore store, Simulator simulator, Chance chance, CancellationToken life)
    : IStore, IEventLog, IVaultTable, ILiveTables, IReadTables
{
    public IEventLog Log => this;
    public IVaultTable Vault => this;
    public ILiveTables Live => this;
    public IReadTables Read => this;
    public IProofTables Proof => store.Proof;

    public LogOrigin Origin => store.Log.Origin;

    public Task Scrub(CancellationToken cancellationToken) => store.Scrub(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task<Appended> Append(Append append, CancellationToken cancellationToken) => Statement(() => store.Log.Append(append, default));

    public Task<IReadOnlyList<StoredEvent>> ReadStream(string stream, long afterVersion, CancellationToken cancellationToken) =>
        Statement(() => store.Log.ReadStream(stream, afterVersion, default));

    public Task<IReadOnlyList<StoredEvent>> ReadUnder(string prefix, long lastPosition, CancellationToken cancellationToken) =>
        Statement(() => store.Log.ReadUnder(prefix, lastPosition, default));

    public Task<long> VersionOf(string stream, CancellationToken cancellationToken) => Statement(() => store.Log.VersionOf(stream, default));

    Task<IReadOnlyList<StoredEvent>> IEventLog.Read(long afterPosition, int limit, CancellationToken cancellationToken) =>
        Statement(() => store.Log.Read(afterPosition, limit, default));

    public Task<long> Head(CancellationToken cancellationToken) => Statement(() => store.Log.Head(default));

    public async IAsyncEnumerable<StoredEvent> Follow(long afterPosition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(life, cancellationToken);
        await foreach (var stored in store.Log.Follow(afterPosition, either.Token))
        {
            await Latency();
            yield return stored;
        }
    }

    public Task<bool> Take(TakeKey key, CancellationToken cancellationToken) => Statement(() => store.Log.Take(key, default));

    public Task<string?> OwnerOf(string kind, string value, CancellationToken cancellationToken) =>
        Statement(() => store.Log.OwnerOf(kind, value, default));

    public Task<ReadOnlyMemory<byte>?> OutcomeOf(string idempotencyKey, CancellationToken cancellationToken) =>
        Statement(() => store.Log.OutcomeOf(idempotencyKey, default));

    Task<ReadOnlyMemory<byte>?> IVaultTable.Read(string kind, string id, CancellationToken cancellationToken) =>
        Statement(() => store.Vault.Read(kind, id, default));

    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadMany(
        string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        Statement(() => store.Vault.ReadMany(kind, ids, default));

    public Task<IReadOnlyList<string>> Ids(string kind, string after, string before, int limit, CancellationToken cancellationToken) =>
        Statement(() => store.Vault.Ids(kind, after, before, limit, default));

    public Task Write(IReadOnlyList<VaultWrite> writes, CancellationToken cancellationToken) =>
        Statement(() => store.Vault.Write(writes, default));

    public Task<long> TakeIds(string counter, int count, CancellationToken cancellationToken) =>
        Statement(() => store.Live.TakeIds(counter, count, default));

    public Task RaiseIds(string counter, long seen, CancellationToken cancellationToken) =>
        Statement(() => store.Live.RaiseIds(counter, seen, default));

    public Task<DateTimeOffset> Now(CancellationToken cancellationToken) => Statement(() => store.Live.Now(default));

    public Task Seen(IReadOnlyList<Heartbeat> heartbeats, CancellationToken cancellationToken) =>
        Statement(() => store.Live.Seen(heartbeats, default));

    public Task<IReadOnlyList<Presence>> Presences(string prefix, CancellationToken cancellationToken) =>
        Statement(() => store.Live.Presences(prefix, default));

    public Task Forget(string key, CancellationToken cancellationToken) => Statement(() => store.Live.Forget(key, default));

    public Task<DutyHold> Hold(string duty, string holder, TimeSpan period, CancellationToken cancellationToken) =>
        Statement(() => store.Live.Hold(duty, holder, period, default));

    public Task Release(string holder, CancellationToken cancellationToken) => Statement(() => store.Live.Release(holder, default));

    public Task<IReadOnlyList<HeldDuty>> Duties(CancellationToken cancellationToken) => Statement(() => store.Live.Duties(default));

    public Task<System.Data.Common.DbConnection> Open(CancellationToken cancellationToken) => store.Read.Open(cancellationToken);

    public Task<System.Data.Common.DbConnection> OpenForLists(CancellationToken cancellationToken) => store.Read.OpenForLists(cancellationToken);

    public Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> Where(
        string table, string column, object value, int limit, CancellationToken cancellationToken) =>
        Statement(() => store.Read.Where(table, column, value, limit, default));

    public Task<bool> AreOurs(CancellationToken cancellationToken) => Statement(() => store.Read.AreOurs(default));

    public Task Rebuild(IProgress<long>? progress, CancellationToken cancellationToken) => store.Read.Rebuild(progress, cancellationToken);

    public IAsyncEnumerable<string> Dump(CancellationToken cancellationToken) => store.Read.Dump(cancellationToken);

    private Task<bool> Statement(Func<Task> statement) => Statement(async () =>
    {
        await statement();
        return true;
    });

    private async Task<T> Statement<T>(Func<Task<T>> statement)
    {
        await Latency();
        var answer = await statement();
        await Latency();
        return answer;
    }

    /// <summary>Most statements are quick; now and then one is slow enough for others to come between.</summary>
    private async Task Latency()
    {
        if (chance.Of(0.1))
        {
            await simulator.Delay(chance.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(40)), default);
        }

        if (life.IsCancellationRequested)
        {
            throw new SiloDiedException();
        }
    }
}

/// <summary>The process is gone: whatever it was about to do, it does not.</summary>
internal sealed class SiloDiedException() : Exception("The silo died.");
