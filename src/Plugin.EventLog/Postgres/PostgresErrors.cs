using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;

namespace Plugin.EventLog.Postgres;

internal static class PostgresErrors
{
    /// <summary>
    /// True when the server answered that this transaction failed, so it is known not to be stored. Anything else (a broken connection, a
    /// session that was ended) may have come after the commit.
    /// </summary>
    public static bool IsKnownFailure(this Exception exception) =>
        exception is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>True when the statement itself is at fault, so that its neighbours in the batch may well succeed.</summary>
    public static bool BlamesContent(this PostgresException e) =>
        e.InvariantSeverity == "ERROR" && !IsLockTimeout(e) && !IsTimeout(e) && !IsOutdated(e) && e.SqlState is not ['5', '3', ..] and not ['4', '0', ..];

    /// <summary>True when a stream has a newer version than the batch took for granted.</summary>
    public static bool IsStreamConflict(this PostgresException e) =>
        e is { SqlState: PostgresErrorCodes.UniqueViolation, SchemaName: "log", ConstraintName: "events_stream_version" };

    public static bool IsLockTimeout(this PostgresException e) => e.SqlState == PostgresErrorCodes.LockNotAvailable;

    /// <summary>True when a newer silo has put lists of its own in the place of those that this one writes.</summary>
    public static bool IsOutdated(this PostgresException e) => e.SqlState == "PL001";

    public static Exception Typed(this PostgresException e) => e.IsOutdated()
        ? new OutdatedException("A newer version of PLUGIN has changed the lists of this hub; nothing was stored.", e)
        : e.BlamesContent()
        ? new AppendRejectedException($"The database refuses what would be written: {e.SqlState} {e.MessageText}", e)
        : new LogUnavailableException($"The database did not store it: {e.SqlState} {e.MessageText}", e);

    public static LogUnavailableException Unreachable(Exception e) =>
        new($"The database cannot be reached: {Reason(e)} Nothing was stored; try again.", e);

    /// <summary>True when the database went away or cannot serve now; any other failure of a statement is a bug.</summary>
    public static bool IsOutage(this NpgsqlException e) => e is not PostgresException refused || !refused.BlamesContent();

    /// <summary>For reads, and for writes that may be repeated without harm.</summary>
    public static LogUnavailableException Away(Exception e) => new($"The database cannot be reached: {Reason(e)} Try again.", e);

    /// <summary>In a sentence; of a failed handshake the driver's own says only that it failed.</summary>
    public static string Reason(Exception e) =>
        e.GetBaseException() is AuthenticationException or CryptographicException or FileNotFoundException
            ? $"{e.Message.TrimEnd('.')}: {e.GetBaseException().Message.TrimEnd('.')}."
            : $"{e.Message.TrimEnd('.')}.";

    private static bool IsTimeout(PostgresException e) => e.SqlState == PostgresErrorCodes.QueryCanceled;
}
