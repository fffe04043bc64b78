using Npgsql;

namespace Plugin.EventLog.Postgres;

/// <summary>
/// The log's lock: whoever holds it hands out positions. Held to the end of the transaction, so the next holder sees what this one
/// committed.
/// </summary>
internal static class LogLock
{
    // "PLUG". Advisory locks belong to one database, so hubs on one server do not meet.
    public const string Take = "select pg_advisory_xact_lock(1347179847)";

    /// <summary>The same, for an append that writes lists of these versions (<see cref="Rows.TableSet.Versions"/>); refused when there are others.</summary>
    public const string TakeToAppend = "select log.lock_to_append($1)";

    // Only a session that waits for its client in the middle of a transaction: a silo that froze while sending. The session's own
    // time-outs do not run there, since to the server the transaction is still being sent.
    private const string EvictFrozen = """
        select pg_terminate_backend(a.pid)
        from pg_locks l
        join pg_stat_activity a on a.pid = l.pid
        where l.locktype = 'advisory' and l.classid = 0 and l.objid = 1347179847 and l.objsubid = 1 and l.granted
            and l.database = (select oid from pg_database where datname = current_database())
            and a.wait_event_type = 'Client' and a.xact_start < clock_timestamp() - interval '3 seconds'
        """;

    /// <summary>Ends a session that holds the lock and does nothing. For who waited in vain for the lock.</summary>
    public static async Task Evict(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.Run(EvictFrozen, [], cancellationToken);
    }
}
