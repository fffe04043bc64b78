using System.Security.Cryptography;
using Npgsql;
using Plugin.EventLog.Rows;
using Plugin.EventLog.Writing;

namespace Plugin.EventLog.Postgres;

/// <summary>The engine for many silos over one database. Each silo opens its own store.</summary>
public sealed class PostgresStore : IStore
{
    private readonly PostgresSources _sources;
    private readonly TimeProvider _clock;
    private readonly PostgresFollower _follower;
    private readonly PostgresWriter? _writer;
    private NpgsqlConnection? _alone;
    private bool _closed;

    private PostgresStore(PostgresSources sources, LogOrigin origin, IProjector projector, TimeProvider clock, bool writes)
    {
        (_sources, _clock) = (sources, clock);
        var tables = new TableSet(projector);
        _follower = new PostgresFollower(sources.Any, clock);
        _writer = writes ? new PostgresWriter(sources.Writer, tables, _follower, clock) : null;
        Vault = new PostgresVault(sources.Any);
        Log = new PostgresLog(sources, origin, new AppendPreparation(tables, Vault, RandomNumberGenerator.Fill), _writer, _follower);
        Live = new PostgresLive(sources.Any);
        Read = new PostgresRead(sources, tables, Vault, clock);
        Proof = new PostgresProof(sources.Any);
    }

    public IEventLog Log { get; }
    public IVaultTable Vault { get; }
    public ILiveTables Live { get; }
    public IReadTables Read { get; }
    public IProofTables Proof { get; }

    /// <summary>Opens the database, creating the schemas if they are not there, and brings them and the read tables up to date.</summary>
    /// <exception cref="LogUnusableException">The database is foreign, damaged, of a newer version, or does not let us in.</exception>
    /// <exception cref="LogUnavailableException">No database answers there.</exception>
    public static Task<PostgresStore> Open(
        string connectionString, IProjector projector, TimeProvider clock, CancellationToken cancellationToken) =>
        Open(connectionString, projector, clock, progress: null, cancellationToken);

    /// <inheritdoc cref="Open(string, IProjector, TimeProvider, CancellationToken)"/>
    public static async Task<PostgresStore> Open(
        string connectionString, IProjector projector, TimeProvider clock, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var store = await Open(connectionString, projector, clock, writes: true, cancellationToken);
        try
        {
            await ((PostgresRead)store.Read).BringUpToDate(progress, cancellationToken);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>As <see cref="Open(string, IProjector, TimeProvider, CancellationToken)"/>, while no silo serves it and none can begin to.</summary>
    /// <exception cref="LogUnusableException">A silo serves it, or as for opening.</exception>
    /// <exception cref="LogUnavailableException">No database answers there.</exception>
    public static async Task<PostgresStore> OpenAlone(
        string connectionString, IProjector projector, TimeProvider clock, CancellationToken cancellationToken)
    {
        var store = await Open(connectionString, projector, clock, cancellationToken);
        try
        {
            store._alone = await store._sources.Any.OpenConnectionAsync(cancellationToken);
            return await ServingLock.IsAlone(store._alone, cancellationToken)
                ? store
                : throw new LogUnusableException($"A hub is serving {store.Log.Origin}. Stop every silo first.");
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens an existing log for looking only: changes no schema, cannot append.</summary>
    /// <exception cref="LogUnusableException">There is no log of ours in that database.</exception>
    /// <exception cref="LogUnavailableException">No database answers there.</exception>
    public static Task<PostgresStore> Look(
        string connectionString, IProjector projector, TimeProvider clock, CancellationToken cancellationToken) =>
        Open(connectionString, projector, clock, writes: false, cancellationToken);

    /// <remarks>
    /// Rewrites the keys, and what else is small enough, into new files; in larger tables what was deleted becomes free space that is overwritten
    /// in time. Write-ahead log segments and backups are the database's operator's to let go.
    /// </remarks>
    /// <exception cref="LogUnavailableException">A table was in use all the time; try again.</exception>
    public Task Scrub(CancellationToken cancellationToken) => PostgresScrub.Run(_sources.Any, _clock, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        await _follower.DisposeAsync();
        if (_alone is not null)
        {
            await _alone.DisposeAsync();
        }

        await _sources.DisposeAsync();
    }

    private static async Task<PostgresStore> Open(
        string connectionString, IProjector projector, TimeProvider clock, bool writes, CancellationToken cancellationToken)
    {
        var sources = new PostgresSources(connectionString);
        try
        {
            var origin = await PostgresSchema.Open(sources.Any, writes, cancellationToken);
            return new PostgresStore(sources, origin, projector, clock, writes);
        }
        catch
        {
            await sources.DisposeAsync();
            throw;
        }
    }
}
