using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Plugin.EventLog.Sqlite;

internal static class SqliteErrors
{
    public static Exception Typed(SqliteException e) => e.SqliteErrorCode switch
    {
        SQLITE_CORRUPT or SQLITE_NOTADB => new LogUnusableException(
            $"The database is damaged: {e.Message} Restore it from a backup; `plugin log verify` shows what can be read.", e),
        SQLITE_FULL => new LogUnavailableException("The disk of the database is full. Free some space; nothing was stored.", e),
        SQLITE_IOERR or SQLITE_READONLY or SQLITE_CANTOPEN or SQLITE_BUSY or SQLITE_LOCKED or SQLITE_NOMEM =>
            new LogUnavailableException($"The database cannot be written: {e.Message}", e),
        _ => new AppendRejectedException($"The database refuses what would be written: {e.Message}", e),
    };
}
