using Npgsql;

namespace Plugin.EventLog.Postgres;

/// <summary>
/// Held shared by every silo that serves, for as long as its follower's session lives, and alone by whoever must have the log to itself. The
/// server drops it with the session.
/// </summary>
internal static class ServingLock
{
    private const string Share = "select pg_try_advisory_lock_shared(1347179850)";
    private const string TakeAlone = "select pg_try_advisory_lock(1347179850)";

    private const string TakeAloneInTransaction = "select pg_try_advisory_xact_lock(1347179850)";

    public static async Task<bool> IsShared(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (bool)(await connection.Scalar(Share, [], cancellationToken))!;

    public static async Task<bool> IsAlone(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (bool)(await connection.Scalar(TakeAlone, [], cancellationToken))!;

    /// <summary>As <see cref="IsAlone"/>, until the transaction ends.</summary>
    public static async Task<bool> IsAloneInTransaction(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (bool)(await connection.Scalar(TakeAloneInTransaction, [], cancellationToken))!;
}
