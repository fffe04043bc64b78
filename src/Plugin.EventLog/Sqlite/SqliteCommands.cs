using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Plugin.EventLog.Sqlite;

internal static class SqliteCommands
{
    public static SqliteCommand Command(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = connection.CreateCommand();
        // Every text here is a constant, or made of checked identifiers only; values are parameters.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    public static void Run(this SqliteConnection connection, string sql)
    {
        using var command = connection.Command(sql);
        command.ExecuteNonQuery();
    }

    public static object? Scalar(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteScalar() is var value && value is DBNull ? null : value;
    }

    /// <exception cref="UncertainCommitException">The disk failed at the commit; see <see cref="SqliteWriter"/>.</exception>
    /// <summary>All or nothing. Statements made beforehand may be used in it, which the driver's own transactions do not allow.</summary>
    public static T InTransaction<T>(this SqliteConnection connection, Func<SqliteConnection, T> work)
    {
        connection.Run("begin immediate");
        try
        {
            var result = work(connection);
            Commit(connection);
            return result;
        }
        catch
        {
            // Some errors (a full disk) have rolled back already; a second rollback would hide the first error.
            if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
            {
                connection.Run("rollback");
            }

            throw;
        }
    }

    private static void Commit(SqliteConnection connection)
    {
        try
        {
            connection.Run("commit");
        }
        // Whatever fails before the flush has not written the whole commit.
        catch (SqliteException e) when (e.SqliteExtendedErrorCode == SQLitePCL.raw.SQLITE_IOERR_FSYNC)
        {
            throw new UncertainCommitException(e);
        }
    }

    /// <summary>The driver binds arrays only; most memory is one already.</summary>
    public static byte[] Bytes(this ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment is { Offset: 0, Array: { } array } && array.Length == segment.Count
            ? array
            : memory.ToArray();
}

/// <summary>
/// The commit was written and could not be flushed. Nobody sees it, but it may be in the file, where the recovery after a crash would find it.
/// </summary>
internal sealed class UncertainCommitException(Exception inner) : Exception(inner.Message, inner);
