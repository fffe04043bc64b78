using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Plugin.Algorithms.Data;

/// <summary>What a query gives of a SQLite file or of a PostgreSQL database, read-only. Errors name no values, since the log may leave the hospital.</summary>
internal static class Database
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<Rows> Read(string label, string uri, string query, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = Connection(label, uri);
            await Open(connection, clock, cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (connection is NpgsqlConnection)
            {
                await using var readOnly = connection.CreateCommand();
                (readOnly.CommandText, readOnly.Transaction) = ("set transaction read only", transaction);
                await readOnly.ExecuteNonQueryAsync(cancellationToken);
            }

            await using var command = connection.CreateCommand();
            (command.CommandText, command.Transaction, command.CommandTimeout) = (query, transaction, 0);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<string?[]>();
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Text(label, reader, i))]);
            }

            return new Rows(label, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], rows);
        }
        catch (DbException e)
        {
            throw new AlgorithmFailure($"The data source '{label}' did not answer the query: {Reason(e)}.", e);
        }
    }

    private static DbConnection Connection(string label, string uri)
    {
        if (Path.IsPathRooted(uri))
        {
            return new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = uri, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        }

        // As SQLAlchemy writes them: the driver's name after a plus concerns nobody else.
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var address) || address.Scheme.Split('+')[0] is not ("postgresql" or "postgres"))
        {
            throw new AlgorithmFailure($"The data source '{label}' is neither a SQLite file nor a PostgreSQL database, which is what this algorithm reads.");
        }

        var user = address.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port > 0 ? address.Port : NpgsqlConnection.DefaultPort,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/')),
            Pooling = false,
            // A container holds no ticket, and the image no library for it.
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        foreach (var setting in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('=', 2)))
        {
            settings[setting[0] == "sslmode" ? "SSL Mode" : setting[0]] = Uri.UnescapeDataString(setting[^1]).Replace("-", "", StringComparison.Ordinal);
        }

        return new NpgsqlConnection(settings.ToString());
    }

    /// <summary>The node opens the way to a database when the container has started, so it may take a moment.</summary>
    private static async Task Open(DbConnection connection, TimeProvider clock, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await connection.OpenAsync(cancellationToken);
                return;
            }
            catch (DbException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } && clock.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    private static string? Text(string label, DbDataReader reader, int column) => reader.GetValue(column) switch
    {
        DBNull => null,
        string text => Rows.Missing(text.Trim()),
        bool flag => flag ? "1" : "0",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        double number => Rows.Missing(number.ToString("R", CultureInfo.InvariantCulture)),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new AlgorithmFailure($"The column '{reader.GetName(column)}' of the data source '{label}' holds neither texts nor numbers."),
    };

    // PostgreSQL quotes values in its messages, but not where it does not understand the query.
    private static string Reason(DbException e) => e switch
    {
        PostgresException p when p.SqlState.StartsWith("42", StringComparison.Ordinal) => p.MessageText,
        PostgresException p => $"PostgreSQL says {p.SqlState}",
        SqliteException s => s.Message.TrimEnd('.'),
        _ => "it cannot be reached",
    };
}
