using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Plugin.EventLog.Following;
using Plugin.EventLog.Rows;
using Plugin.EventLog.Writing;

namespace Plugin.EventLog.Sqlite;

/// <summary>The embedded engine: one file, one owner, a thread of its own that writes.</summary>
public sealed class SqliteStore : IStore
{
    private readonly SqliteFile _file;
    private static readonly TimeSpan ScrubPause = TimeSpan.FromMilliseconds(100);
    private const int ScrubAttempts = 300;

    private readonly SqliteWriter? _writer;
    private readonly TableSet _tables;
    private readonly TimeProvider _clock;
    private bool _closed;

    private SqliteStore(SqliteFile file, IProjector projector, TimeProvider clock)
    {
        var tables = new TableSet(projector);
        (_file, _tables, _clock) = (file, tables, clock);
        var tail = new LogTail((after, limit, _) => Task.FromResult(SqliteLog.Page(file, after, limit)), inline: false);
        _writer = file.IsOwned ? new SqliteWriter(file, connection => new SqliteAppender(connection, tables, clock, tail)) : null;
        Vault = new SqliteVault(file, _writer);
        Log = new SqliteLog(file, _writer, new AppendPreparation(tables, Vault, RandomNumberGenerator.Fill), tail);
        Live = new SqliteLive(file, _writer, clock);
        Read = new SqliteRead(file, _writer, tables, Vault);
        Proof = new SqliteProof(file, _writer);
    }

    /// <summary>For tests that stand between it and the disk.</summary>
    internal SqliteWriter Writer => _writer.OrThrow();

    public IEventLog Log { get; }
    public IVaultTable Vault { get; }
    public ILiveTables Live { get; }
    public IReadTables Read { get; }
    public IProofTables Proof { get; }

    /// <summary>Opens the file, creating it if it is not there, as its only owner, and brings schema and read tables up to date.</summary>
    /// <exception cref="LogUnusableException">It is owned by another process, damaged, or not a log of ours.</exception>
    public static Task<SqliteStore> Open(string path, IProjector projector, TimeProvider clock, CancellationToken cancellationToken) =>
        Open(path, projector, clock, progress: null, cancellationToken);

    /// <inheritdoc cref="Open(string, IProjector, TimeProvider, CancellationToken)"/>
    public static async Task<SqliteStore> Open(
        string path, IProjector projector, TimeProvider clock, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var store = new SqliteStore(SqliteFile.Own(path), projector, clock);
        try
        {
            await ((SqliteRead)store.Read).BringUpToDate(progress, cancellationToken);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens an existing file for looking only, also while its owner is running. Whatever would write throws.</summary>
    /// <exception cref="LogUnusableException">There is no such file, or it is not a log of ours.</exception>
    public static SqliteStore Look(string path, IProjector projector, TimeProvider clock) =>
        new(SqliteFile.Look(path), projector, clock);

    /// <remarks>
    /// What deleting has left in the file is overwritten (see <see cref="SqliteScrub"/>), then the write-ahead log is folded into the file and
    /// emptied. A reader that holds an old snapshot delays it.
    /// </remarks>
    /// <exception cref="LogUnavailableException">Somebody held an old snapshot all the time; try again.</exception>
    public async Task Scrub(CancellationToken cancellationToken)
    {
        await _writer.OrThrow().Write(connection => SqliteScrub.Rewrite(connection, _tables), durable: true);
        for (var attempts = 1; !await _writer.OrThrow().Checkpoint(); attempts++)
        {
            if (attempts == ScrubAttempts)
            {
                throw new LogUnavailableException(
                    "What was erased is still in the database's write-ahead log, because somebody has held an old snapshot for long. Try again.");
            }

            await Task.Delay(ScrubPause, _clock, cancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (!_closed)
        {
            _closed = true;
            _file.CloseReaders();
            _writer?.Dispose();
            _file.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}

internal static class SqliteWriters
{
    public static SqliteWriter OrThrow([NotNull] this SqliteWriter? writer) =>
        writer ?? throw new InvalidOperationException("This database is opened for looking only.");
}
