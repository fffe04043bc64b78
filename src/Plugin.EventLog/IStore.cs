using System.Data.Common;

namespace Plugin.EventLog;

/// <summary>One database with its kinds of tables. Engines: SQLite (embedded), PostgreSQL (many silos), in-memory (simulation).</summary>
public interface IStore : IAsyncDisposable
{
    IEventLog Log { get; }
    IVaultTable Vault { get; }
    ILiveTables Live { get; }
    IReadTables Read { get; }
    IProofTables Proof { get; }

    /// <summary>
    /// Makes what was deleted from the vault, the unique keys and the read tables disappear from the database's files as well, as far as the
    /// engine can; see the README. Safe at any time, and beside other silos.
    /// </summary>
    Task Scrub(CancellationToken cancellationToken);
}

/// <summary>
/// Keyed secrets and contents: <c>vault.entries (kind, id, content)</c>. Writes that belong to an event travel with its append; these are
/// for what comes before (large contents) or after it (sweeping). An entry is at most 1 MiB. Entries of the kind
/// <see cref="VaultWrite.SealKey"/> are in <c>vault.keys (owner, key)</c> instead.
/// </summary>
public interface IVaultTable
{
    Task<ReadOnlyMemory<byte>?> Read(string kind, string id, CancellationToken cancellationToken);

    /// <summary>Several entries of one kind in one query; missing ones are left out.</summary>
    Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadMany(
        string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>The ids of one kind that lie between two texts, both excluded, in byte order; the first <paramref name="limit"/> of them.</summary>
    Task<IReadOnlyList<string>> Ids(string kind, string after, string before, int limit, CancellationToken cancellationToken);

    /// <summary>All given writes in one transaction.</summary>
    Task Write(IReadOnlyList<VaultWrite> writes, CancellationToken cancellationToken);
}

/// <summary>
/// What is true only now: id counters, presence of nodes, duties. Lost without harm: everything is derived again. Its clock is the
/// database's, so that silos agree.
/// </summary>
public interface ILiveTables
{
    /// <summary>Takes <paramref name="count"/> ids in one query and returns the first. Gaps are allowed, repeats never.</summary>
    Task<long> TakeIds(string counter, int count, CancellationToken cancellationToken);

    /// <summary>Makes sure that ids up to <paramref name="seen"/> are never given out again: after a restore, and when live was lost.</summary>
    Task RaiseIds(string counter, long seen, CancellationToken cancellationToken);

    /// <summary>The database's clock.</summary>
    Task<DateTimeOffset> Now(CancellationToken cancellationToken);

    /// <summary>Upserts heartbeats, stamped with the database's clock.</summary>
    Task Seen(IReadOnlyList<Heartbeat> heartbeats, CancellationToken cancellationToken);

    /// <summary>All presences whose key starts with <paramref name="prefix"/>.</summary>
    Task<IReadOnlyList<Presence>> Presences(string prefix, CancellationToken cancellationToken);

    Task Forget(string key, CancellationToken cancellationToken);

    /// <summary>
    /// True when the holder has the duty for the next <paramref name="period"/>: it was free, expired, or already the holder's. The answer
    /// also says when the duty was last held by anyone, so that a holder knows how long nobody watched.
    /// </summary>
    Task<DutyHold> Hold(string duty, string holder, TimeSpan period, CancellationToken cancellationToken);

    /// <summary>Ends all holds of a holder who leaves, so that others need not wait for them to run out.</summary>
    Task Release(string holder, CancellationToken cancellationToken);

    /// <summary>Every duty that anybody holds, by name.</summary>
    Task<IReadOnlyList<HeldDuty>> Duties(CancellationToken cancellationToken);
}

/// <param name="Key">For example <c>node-7</c> or <c>silo-…</c>.</param>
/// <param name="Session">Who sends it; another session on the same key replaces the former.</param>
/// <param name="Content">Free UTF-8 JSON text, for example the runs that a node holds.</param>
public sealed record Heartbeat(string Key, string Session, string Content);

public sealed record Presence(string Key, string Session, string Content, DateTimeOffset SeenAt);

/// <param name="HeldAt">When the holder last took or renewed it.</param>
public sealed record HeldDuty(string Duty, string Holder, DateTimeOffset HeldAt);

public sealed record DutyHold(bool Held, string Holder, DateTimeOffset Now, DateTimeOffset? LastHeldAt);

/// <summary>
/// The lists and views derived from the log. They change in the transaction of the append (see <see cref="IProjector"/>), so whoever
/// reads after a write sees it. SQL names tables without a schema: the engine's read connections resolve them.
/// </summary>
public interface IReadTables
{
    /// <summary>An open read-only connection for Dapper queries. The in-memory engine has none and throws <see cref="NotSupportedException"/>.</summary>
    Task<DbConnection> Open(CancellationToken cancellationToken);

    /// <summary>As <see cref="Open"/>, for queries whose best way depends on the values that are looked for: it is chosen each time anew.</summary>
    Task<DbConnection> OpenForLists(CancellationToken cancellationToken);

    /// <summary>Rows of one table by one indexed column, on every engine. Column values as in <see cref="RowChange"/>.</summary>
    Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> Where(
        string table, string column, object value, int limit, CancellationToken cancellationToken);

    /// <summary>As <see cref="Where"/>, for any of the values in one look: a row that moves from one to another meanwhile is there once.</summary>
    Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> WhereAny(
        string table, string column, IReadOnlyList<object> values, int limit, CancellationToken cancellationToken);

    /// <summary>False when a silo of another version has changed, added or taken away tables: appends of this one are refused from then on.</summary>
    Task<bool> AreOurs(CancellationToken cancellationToken);

    /// <summary>Replays the log into fresh tables and swaps them in. <paramref name="progress"/> gets the position reached.</summary>
    Task Rebuild(IProgress<long>? progress, CancellationToken cancellationToken);

    /// <summary>All rows of all tables as ordered text, one row a line: what two equal replicas have in common.</summary>
    IAsyncEnumerable<string> Dump(CancellationToken cancellationToken);
}
