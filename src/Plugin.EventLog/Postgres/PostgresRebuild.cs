using Npgsql;
using Plugin.EventLog.Rows;
using static Plugin.EventLog.Postgres.PostgresCommands;

namespace Plugin.EventLog.Postgres;

/// <summary>
/// Replays the log into fresh tables beside the old ones and swaps them in. Appends of all silos go on meanwhile; only the last events and
/// the swap happen under the log's lock. One rebuild at a time in the whole database.
/// </summary>
internal sealed class PostgresRebuild(NpgsqlDataSource source, TableSet tables, IVaultTable vault, TimeProvider clock)
{
    private const int PageSize = 1000;
    private const string Fresh = "__fresh";
    private const string OneAtATime = "select pg_advisory_lock(1347179849)";
    private const string NextPlease = "select pg_advisory_unlock(1347179849)";
    private const string Present = "select string_agg(format('read.%I', tablename), ', ') from pg_tables where schemaname = 'read' and tablename = any($1)";

    // A backup holds on to every list from its beginning to its end. Who waits for it with the log's lock in hand keeps everybody from writing. It is
    // also less than deadlock_timeout: of a query that reads two lists and this, this is the one that gives way.
    private const string NotForLong = "set local lock_timeout = 500";

    private static readonly TimeSpan TriesEvery = TimeSpan.FromSeconds(2);

    private readonly PostgresRows _rows = new(Fresh, condition: null);

    /// <summary>Creates missing read tables; replays those whose definition has another version than the stored one.</summary>
    public Task BringUpToDate(IProgress<long>? progress, CancellationToken cancellationToken) => Alone(
        async connection =>
        {
            await DropFormer(connection, cancellationToken);
            var outdated = await Outdated(connection, cancellationToken);
            if (outdated.Count > 0)
            {
                await Replay(connection, outdated, progress, cancellationToken);
            }
        },
        cancellationToken);

    public Task Run(IReadOnlyList<TableLayout> chosen, IProgress<long>? progress, CancellationToken cancellationToken) =>
        Alone(connection => Replay(connection, chosen, progress, cancellationToken), cancellationToken);

    private async Task Alone(Func<NpgsqlConnection, Task> work, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await AtLeisure(connection, OneAtATime, cancellationToken);
        try
        {
            await work(connection);
        }
        finally
        {
            // A broken connection has let go of it already.
            if (connection.FullState.HasFlag(System.Data.ConnectionState.Open))
            {
                await connection.Run(NextPlease, [], CancellationToken.None);
            }
        }
    }

    private async Task Replay(
        NpgsqlConnection connection, IReadOnlyList<TableLayout> chosen, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var trigrams = chosen.Any(table => table.Table.Indexes.Any(index => index.Parts)) ? await Trigrams(connection, cancellationToken) : null;
        foreach (var table in chosen)
        {
            await connection.Run($"drop table if exists read.{Quoted(table.Name + Fresh)}", [], cancellationToken);
            await connection.Run(Create(table), [], cancellationToken);
        }

        var position = await CatchUp(connection, chosen, 0, progress, cancellationToken);
        foreach (var table in chosen)
        {
            // Over all rows at once: row by row they cost more than the rows do.
            foreach (var index in table.Table.Indexes.Where(index => trigrams is not null || !index.Parts))
            {
                await AtLeisure(connection, Create(table, index, trigrams), cancellationToken);
            }

            await AtLeisure(connection, $"analyze read.{Quoted(table.Name + Fresh)}", cancellationToken);
        }

        do
        {
            position = await CatchUp(connection, chosen, position, progress, cancellationToken);
        }
        while (!await UnderLock(connection, () => Swap(connection, chosen, position, cancellationToken), cancellationToken));
    }

    /// <summary>Until less than a page is left.</summary>
    private async Task<long> CatchUp(
        NpgsqlConnection connection, IReadOnlyList<TableLayout> chosen, long position, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        int read;
        do
        {
            (read, position) = await WritePage(connection, chosen, position, cancellationToken);
            progress?.Report(position);
        }
        while (read == PageSize);
        return position;
    }

    /// <summary>Does this under the log's lock, so that older silos that still write what it takes away are refused from then on.</summary>
    /// <returns>False: somebody was reading what it takes away. Nothing has changed, and it is time to try again.</returns>
    private async Task<bool> UnderLock(NpgsqlConnection connection, Func<Task> work, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.Run(LogLock.Take, [], cancellationToken);
        await connection.Run(NotForLong, [], cancellationToken);
        try
        {
            await work();
        }
        catch (PostgresException e) when (e.IsLockTimeout() || e.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            await transaction.RollbackAsync(cancellationToken);
            await Task.Delay(TriesEvery, clock, cancellationToken);
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<(int Read, long Position)> WritePage(
        NpgsqlConnection connection, IReadOnlyList<TableLayout> chosen, long position, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"{PostgresLog.SelectEvents} where position > $1 order by position limit {PageSize}", position);
        var page = await PostgresLog.Events(command, cancellationToken);
        if (page.Count == 0)
        {
            return (0, position);
        }

        var changes = await tables.Changes(page, vault, cancellationToken);
        var names = chosen.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var rows = new RowBatch(tables);
        rows.Add(changes.Where(c => names.Contains(c.Table)));
        await using var batch = new NpgsqlBatch(connection);
        _rows.Add(batch, rows, conditionValue: null);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        return (page.Count, page[^1].Position);
    }

    private async Task DropFormer(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Exist = "select exists (select from read.read_tables where name = any($1))";
        while ((bool)(await connection.Scalar(Exist, [tables.Former.ToArray()], cancellationToken))!)
        {
            await UnderLock(connection, Drop, cancellationToken);
        }

        async Task Drop()
        {
            foreach (var name in tables.Former)
            {
                await connection.Run("delete from read.read_tables where name = $1", [name], cancellationToken);
                await connection.Run($"drop table if exists read.{Quoted(name)}", [], cancellationToken);
            }
        }
    }

    private async Task<IReadOnlyList<TableLayout>> Outdated(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var stored = new Dictionary<string, int>(StringComparer.Ordinal);
        await using var command = connection.Command("select name, version from read.read_tables");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            stored.Add(reader.GetString(0), reader.GetInt32(1));
        }

        return tables.All.FirstOrDefault(t => stored.GetValueOrDefault(t.Name) > t.Table.Version) is { } older
            ? throw new LogUnusableException(
                $"A newer version of PLUGIN made the list {older.Name} (version {stored[older.Name]}, this one makes {older.Table.Version}). Start that version. To go back "
                + "to this one, stop all silos and empty the table read.read_tables: the next start makes all lists anew.")
            : [.. tables.All.Where(t => stored.GetValueOrDefault(t.Name, -1) != t.Table.Version)];
    }

    // However long it takes: other commands are given up after half a minute.
    private static async Task AtLeisure(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task Swap(NpgsqlConnection connection, IReadOnlyList<TableLayout> chosen, long position, CancellationToken cancellationToken)
    {
        await CatchUp(connection, chosen, position, progress: null, cancellationToken);
        // All at once: between one and the next there would be time for somebody to read the next, wait for the one, and be waited for.
        var present = await connection.Scalar(Present, [chosen.Select(table => table.Name).ToArray()], cancellationToken);
        if (present is string all)
        {
            await connection.Run($"lock table {all} in access exclusive mode", [], cancellationToken);
        }

        foreach (var table in chosen)
        {
            await Swap(connection, table, cancellationToken);
        }
    }

    private static async Task Swap(NpgsqlConnection connection, TableLayout table, CancellationToken cancellationToken)
    {
        var fresh = Quoted(table.Name + Fresh);
        await connection.Run($"drop table if exists read.{Quoted(table.Name)}", [], cancellationToken);
        await connection.Run($"alter table read.{fresh} rename to {Quoted(table.Name)}", [], cancellationToken);
        await connection.Run(
            $"alter index read.{Quoted(table.Name + "_pk" + Fresh)} rename to {Quoted(table.Name + "_pk")}", [], cancellationToken);
        foreach (var index in table.Table.Indexes)
        {
            await connection.Run($"alter index if exists read.{Quoted(index.Name + Fresh)} rename to {Quoted(index.Name)}", [], cancellationToken);
        }

        await connection.Run(
            """
            insert into read.read_tables (name, version) values ($1, $2)
            on conflict (name) do update set version = excluded.version
            """,
            [table.Name, table.Table.Version],
            cancellationToken);
    }

    private static string Create(TableLayout table)
    {
        var columns = table.Columns.Select((c, i) => $"{Quoted(c.Name)} {Column(c.Type)}{(i < table.KeyColumns ? " not null" : "")}");
        var keys = table.Columns.Take(table.KeyColumns).Select(c => Quoted(c.Name));
        return $"create table read.{Quoted(table.Name + Fresh)} ({string.Join(", ", columns)}, constraint {Quoted(table.Name + "_pk" + Fresh)} primary key ({string.Join(", ", keys)}))";
    }

    /// <summary>How an index for parts of text is called here; null where this server has none.</summary>
    private static async Task<string?> Trigrams(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.Run("create extension if not exists pg_trgm", [], cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState
            is PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.InsufficientPrivilege)
        {
            // Not installed, or not for this user to make: whoever looks for a part of a name waits longer.
        }

        return (string?)await connection.Scalar(
            "select quote_ident(n.nspname) || '.gin_trgm_ops' from pg_opclass c join pg_namespace n on n.oid = c.opcnamespace where c.opcname = 'gin_trgm_ops'",
            [], cancellationToken);
    }

    // What waits to be put into an index of parts is searched row by row, so it is not much.
    private static string Create(TableLayout table, ReadIndex index, string? trigrams) =>
        $"create {(index.Unique ? "unique " : "")}index {Quoted(index.Name + Fresh)} on read.{Quoted(table.Name + Fresh)} {(index.Parts ? "using gin " : "")}({string.Join(", ", index.Columns.Select(Quoted))}{(index.Parts ? $" {trigrams}" : "")}){(index.Parts ? " with (gin_pending_list_limit = 256)" : "")}{(index.Where is null ? "" : $" where {index.Where}")}";

    private static string Column(ColumnType type) => type == ColumnType.Text ? "text collate \"C\"" : PostgresRows.TypeOf(type);
}
