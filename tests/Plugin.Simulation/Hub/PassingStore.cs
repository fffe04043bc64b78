using System.Data.Common;
using Plugin.EventLog;

namespace Plugin.Simulation.Hub;

/// <summary>A store over a store, through which every statement passes in one of few ways.</summary>
internal abstract class PassingStore(IStore store) : IStore, IEventLog, IVaultTable, ILiveTables, IReadTables, IProofTables
{
    public IEventLog Log => this;
    public IVaultTable Vault => this;
    public ILiveTables Live => this;
    public IReadTables Read => this;
    public IProofTables Proof => this;

    public LogOrigin Origin => store.Log.Origin;

    protected IStore Inner => store;

    public Task Scrub(CancellationToken cancellationToken) => store.Scrub(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public abstract IAsyncEnumerable<StoredEvent> Follow(long afterPosition, CancellationToken cancellationToken);

    public virtual Task<Appended> Append(Append append, CancellationToken cancellationToken) => Change(() => store.Log.Append(append, default));

    public virtual Task<IReadOnlyList<StoredEvent>> ReadStream(string stream, long afterVersion, CancellationToken cancellationToken) =>
        Ask(() => store.Log.ReadStream(stream, afterVersion, default));

    public Task<IReadOnlyList<StoredEvent>> ReadUnder(string prefix, long lastPosition, CancellationToken cancellationToken) =>
        Ask(() => store.Log.ReadUnder(prefix, lastPosition, default));

    public virtual Task<long> VersionOf(string stream, CancellationToken cancellationToken) => Ask(() => store.Log.VersionOf(stream, default));

    Task<IReadOnlyList<StoredEvent>> IEventLog.Read(long afterPosition, int limit, CancellationToken cancellationToken) =>
        Ask(() => store.Log.Read(afterPosition, limit, default));

    public Task<long> Head(CancellationToken cancellationToken) => Ask(() => store.Log.Head(default));

    public Task<bool> Take(TakeKey key, CancellationToken cancellationToken) => Change(() => store.Log.Take(key, default));

    public Task<string?> OwnerOf(string kind, string value, CancellationToken cancellationToken) =>
        Ask(() => store.Log.OwnerOf(kind, value, default));

    public virtual Task<ReadOnlyMemory<byte>?> OutcomeOf(string idempotencyKey, CancellationToken cancellationToken) =>
        Ask(() => store.Log.OutcomeOf(idempotencyKey, default));

    Task<ReadOnlyMemory<byte>?> IVaultTable.Read(string kind, string id, CancellationToken cancellationToken) =>
        Ask(() => store.Vault.Read(kind, id, default));

    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadMany(
        string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        Ask(() => store.Vault.ReadMany(kind, ids, default));

    public Task<IReadOnlyList<string>> Ids(string kind, string after, string before, int limit, CancellationToken cancellationToken) =>
        Ask(() => store.Vault.Ids(kind, after, before, limit, default));

    public Task Write(IReadOnlyList<VaultWrite> writes, CancellationToken cancellationToken) => Do(() => store.Vault.Write(writes, default));

    public Task<long> TakeIds(string counter, int count, CancellationToken cancellationToken) =>
        Change(() => store.Live.TakeIds(counter, count, default));

    public Task RaiseIds(string counter, long seen, CancellationToken cancellationToken) => Do(() => store.Live.RaiseIds(counter, seen, default));

    public Task<DateTimeOffset> Now(CancellationToken cancellationToken) => Ask(() => store.Live.Now(default));

    public Task Seen(IReadOnlyList<Heartbeat> heartbeats, CancellationToken cancellationToken) => Do(() => store.Live.Seen(heartbeats, default));

    public Task<IReadOnlyList<Presence>> Presences(string prefix, CancellationToken cancellationToken) =>
        Ask(() => store.Live.Presences(prefix, default));

    public Task Forget(string key, CancellationToken cancellationToken) => Do(() => store.Live.Forget(key, default));

    public virtual Task<DutyHold> Hold(string duty, string holder, TimeSpan period, CancellationToken cancellationToken) =>
        Change(() => store.Live.Hold(duty, holder, period, default));

    public Task Release(string holder, CancellationToken cancellationToken) => Do(() => store.Live.Release(holder, default));

    public Task<IReadOnlyList<HeldDuty>> Duties(CancellationToken cancellationToken) => Ask(() => store.Live.Duties(default));

    public Task<DbConnection> Open(CancellationToken cancellationToken) => store.Read.Open(cancellationToken);

    public Task<DbConnection> OpenForLists(CancellationToken cancellationToken) => store.Read.OpenForLists(cancellationToken);

    public virtual Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> Where(
        string table, string column, object value, int limit, CancellationToken cancellationToken) =>
        Ask(() => store.Read.Where(table, column, value, limit, default));

    public virtual Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> WhereAny(
        string table, string column, IReadOnlyList<object> values, int limit, CancellationToken cancellationToken) =>
        Ask(() => store.Read.WhereAny(table, column, values, limit, default));

    public Task<bool> AreOurs(CancellationToken cancellationToken) => Ask(() => store.Read.AreOurs(default));

    public Task Rebuild(IProgress<long>? progress, CancellationToken cancellationToken) => store.Read.Rebuild(progress, cancellationToken);

    public IAsyncEnumerable<string> Dump(CancellationToken cancellationToken) => store.Read.Dump(cancellationToken);

    public Task<IReadOnlyList<byte[]>> Leaves(long first, int count, CancellationToken cancellationToken) =>
        Ask(() => store.Proof.Leaves(first, count, default));

    public Task<IReadOnlyList<StreamPlace>> Places(string afterStream, long afterVersion, int limit, CancellationToken cancellationToken) =>
        Ask(() => store.Proof.Places(afterStream, afterVersion, limit, default));

    public Task<long> CountTiles(int level, CancellationToken cancellationToken) => Ask(() => store.Proof.CountTiles(level, default));

    public Task<HashTile?> Tile(int level, long index, CancellationToken cancellationToken) => Ask(() => store.Proof.Tile(level, index, default));

    public Task<IReadOnlyList<byte[]>> TileRoots(int level, long first, int count, CancellationToken cancellationToken) =>
        Ask(() => store.Proof.TileRoots(level, first, count, default));

    public Task WriteTiles(IReadOnlyList<HashTile> tiles, CancellationToken cancellationToken) => Do(() => store.Proof.WriteTiles(tiles, default));

    public Task<StoredCheckpoint?> NewestCheckpoint(CancellationToken cancellationToken) => Ask(() => store.Proof.NewestCheckpoint(default));

    public Task<IReadOnlyList<StoredCheckpoint>> Checkpoints(long afterSize, int limit, CancellationToken cancellationToken) =>
        Ask(() => store.Proof.Checkpoints(afterSize, limit, default));

    public Task<IReadOnlyList<StoredCheckpoint>> LatestCheckpoints(long size, int limit, CancellationToken cancellationToken) =>
        Ask(() => store.Proof.LatestCheckpoints(size, limit, default));

    public Task WriteCheckpoint(StoredCheckpoint checkpoint, CancellationToken cancellationToken) =>
        Do(() => store.Proof.WriteCheckpoint(checkpoint, default));

    public Task<int> Generation(CancellationToken cancellationToken) => Ask(() => store.Proof.Generation(default));

    public Task WriteCosignature(StoredCosignature cosignature, CancellationToken cancellationToken) =>
        Do(() => store.Proof.WriteCosignature(cosignature, default));

    public Task<IReadOnlyList<StoredCosignature>> Cosignatures(long first, long last, CancellationToken cancellationToken) =>
        Ask(() => store.Proof.Cosignatures(first, last, default));

    public Task<IReadOnlyList<StoredCosignature>> NewestCosignatures(long size, int limit, CancellationToken cancellationToken) =>
        Ask(() => store.Proof.NewestCosignatures(size, limit, default));

    public Task<byte[]?> SigningKey(CancellationToken cancellationToken) => Ask(() => store.Proof.SigningKey(default));

    public Task<byte[]> RecordSigningKey(byte[] key, CancellationToken cancellationToken) => Change(() => store.Proof.RecordSigningKey(key, default));

    /// <summary>A statement that changes nothing.</summary>
    protected abstract Task<T> Ask<T>(Func<Task<T>> statement);

    protected abstract Task<T> Change<T>(Func<Task<T>> statement);

    private Task<bool> Do(Func<Task> statement) => Change(async () =>
    {
        await statement();
        return true;
    });
}
