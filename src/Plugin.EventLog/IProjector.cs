namespace Plugin.EventLog;

/// <summary>
/// Turns events into row changes. Given to an engine at construction; called for each event of an append before it is sent (position and
/// log time are not known yet) and again at a rebuild, and must answer the same both times: no clock, no randomness, no I/O.
/// </summary>
public interface IProjector
{
    IReadOnlyList<ReadTable> Tables { get; }

    /// <summary>
    /// Names of tables that earlier versions had. What is neither here nor among the tables is taken for a newer version's. A version that
    /// gives one up raises the version of another, so that no older silo starts beside it and makes it again.
    /// </summary>
    IReadOnlyList<string> FormerTables => [];

    /// <summary>
    /// Loads what <see cref="Project"/> will need for these events and is not in memory (keys of sealed fields); called before it,
    /// outside the transaction. Vault writes of the same append are passed along, since they are not stored yet.
    /// </summary>
    ValueTask Prepare(
        IReadOnlyList<ProjectedEvent> events, IReadOnlyList<VaultWrite> writes, IVaultTable vault, CancellationToken cancellationToken);

    void Project(ProjectedEvent @event, RowChanges changes);
}

public readonly record struct ProjectedEvent(
    string Stream, long Version, string Name, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata);

/// <summary>
/// A read table. The first <see cref="KeyColumns"/> columns are the primary key and never null; all others may be null. A changed
/// definition gets a new version.
/// </summary>
public sealed record ReadTable(
    string Name, int Version, int KeyColumns, IReadOnlyList<ReadColumn> Columns, IReadOnlyList<ReadIndex> Indexes);

public sealed record ReadColumn(string Name, ColumnType Type);

/// <param name="Where">A partial index's condition in SQL common to both engines, or null.</param>
/// <param name="Parts">
/// For <c>like '%part%'</c>. Only PostgreSQL has it, and only where its extension <c>pg_trgm</c> is there or can be made; elsewhere such a
/// search goes through the table.
/// </param>
public sealed record ReadIndex(string Name, IReadOnlyList<string> Columns, bool Unique = false, string? Where = null, bool Parts = false);

/// <summary>.NET values: long, string, bool, DateTimeOffset (UTC, microseconds), byte[].</summary>
public enum ColumnType
{
    Number,
    Text,
    Boolean,
    Time,
    Bytes,
}

/// <summary>Collects row changes in order; the engine merges them per key and writes each table set-based.</summary>
public sealed class RowChanges
{
    private readonly List<RowChange> _changes = [];

    public IReadOnlyList<RowChange> All => _changes;

    /// <summary>Inserts or replaces the whole row; columns that are not named are null.</summary>
    public void Put(string table, object[] key, params (string Column, object? Value)[] values) =>
        _changes.Add(new RowChange(RowChangeKind.Put, table, key, values));

    /// <summary>Sets columns of a row; nothing happens when there is no such row.</summary>
    public void Set(string table, object[] key, params (string Column, object? Value)[] values) =>
        _changes.Add(new RowChange(RowChangeKind.Set, table, key, values));

    /// <summary>Adds to number columns of a row (null counts as 0); nothing happens when there is no such row.</summary>
    public void Add(string table, object[] key, params (string Column, object? Value)[] values) =>
        _changes.Add(new RowChange(RowChangeKind.Add, table, key, values));

    public void Remove(string table, object[] key) => _changes.Add(new RowChange(RowChangeKind.Remove, table, key, []));
}

public sealed record RowChange(
    RowChangeKind Kind, string Table, IReadOnlyList<object> Key, IReadOnlyList<(string Column, object? Value)> Values);

public enum RowChangeKind
{
    Put,
    Set,
    Add,
    Remove,
}
