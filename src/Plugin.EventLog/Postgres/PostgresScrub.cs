using Npgsql;

namespace Plugin.EventLog.Postgres;

/// <summary>
/// A deleted row stays in its file until its space is used again. Here tables from which personal text is deleted are written anew, which
/// leaves no deleted row behind; those too large to be locked meanwhile are only cleared of them.
/// </summary>
internal static class PostgresScrub
{
    // Writing this much anew takes about a second, in which whoever uses the table waits.
    private const string Candidates = """
        select format('%I.%I', n.nspname, c.relname), c.oid = 'vault.keys'::regclass or pg_table_size(c.oid) < 64 * 1024 * 1024
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and (n.nspname in ('vault', 'read') or c.oid = 'log.unique_keys'::regclass)
        order by 1
        """;

    // A deleted row stays while a snapshot from before its deletion is held, be it by a statistics run or by a backup. New snapshots are as old
    // as the oldest transaction that writes, also in another database of the server.
    private const string HeldBack = """
        select exists (
            select from pg_stat_activity
            where pid <> pg_backend_pid()
                and (age(backend_xid) > age($1::text::xid) or (datname = current_database() and age(backend_xmin) > age($1::text::xid))))
        """;

    private const int Attempts = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private const int MostPauses = 300;

    public static async Task Run(NpgsqlDataSource source, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var heldBack = await IsHeldBack(connection, clock, cancellationToken);
        var tables = new List<(string Name, bool Anew)>();
        await using (var command = connection.Command(Candidates))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                tables.Add((reader.GetString(0), reader.GetBoolean(1)));
            }
        }

        // Less than what an append may wait.
        await connection.Run("set lock_timeout = 1000", [], cancellationToken);
        try
        {
            foreach (var (name, anew) in tables)
            {
                await Vacuum(connection, anew ? $"vacuum (full) {name}" : $"vacuum {name}", name, cancellationToken);
            }
        }
        finally
        {
            if (connection.FullState.HasFlag(System.Data.ConnectionState.Open))
            {
                await connection.Run("reset lock_timeout", [], CancellationToken.None);
            }
        }

        if (heldBack)
        {
            throw new LogUnavailableException(
                "What was erased may still be in the database's files, because a session has held an old snapshot all the time. Try again.");
        }
    }

    private static async Task<bool> IsHeldBack(NpgsqlConnection connection, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = (string)(await connection.Scalar("select pg_current_xact_id()::xid::text", [], cancellationToken))!;
        for (var pauses = 0; await connection.Scalar(HeldBack, [now], cancellationToken) is true; pauses++)
        {
            if (pauses == MostPauses)
            {
                return true;
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }

        return false;
    }

    private static async Task Vacuum(NpgsqlConnection connection, string statement, string table, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var command = connection.Command(statement);
                command.CommandTimeout = 600;
                await command.ExecuteNonQueryAsync(cancellationToken);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
            {
                // A rebuild has put another one in its place, which has no deleted rows.
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                if (attempt == Attempts)
                {
                    throw new LogUnavailableException(
                        $"What was erased may still be in the file of {table}, because the table was in use all the time. Try again.", e);
                }
            }
        }
    }
}
