using Npgsql;
using NpgsqlTypes;

namespace Plugin.EventLog.Postgres;

internal static class PostgresCommands
{
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = connection.CreateCommand();
        // Every text here is a constant, or made of checked identifiers only; values are parameters.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    public static async Task Run(
        this NpgsqlConnection connection, string sql, object?[] values, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<object?> Scalar(
        this NpgsqlConnection connection, string sql, object?[] values, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql, values);
        return await command.ExecuteScalarAsync(cancellationToken) is var value && value is DBNull ? null : value;
    }

    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> values)
    {
        var command = batch.CreateBatchCommand();
        // As above.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        batch.BatchCommands.Add(command);
    }

    // Types are said outright where the driver's guess is another one.
    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        NpgsqlParameter parameter => parameter,
        null => new NpgsqlParameter { Value = DBNull.Value },
        ReadOnlyMemory<byte> bytes => new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
        _ => new NpgsqlParameter { Value = value },
    };

    /// <summary>Does this on a connection of the pool.</summary>
    /// <exception cref="LogUnavailableException">The database is away.</exception>
    public static async Task<T> Reach<T>(
        this NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            return await work(connection);
        }
        catch (NpgsqlException e) when (e.IsOutage())
        {
            throw PostgresErrors.Away(e);
        }
    }

    /// <inheritdoc cref="Reach{T}"/>
    public static Task Reach(this NpgsqlDataSource source, Func<NpgsqlConnection, Task> work, CancellationToken cancellationToken) =>
        source.Reach(
            async connection =>
            {
                await work(connection);
                return true;
            },
            cancellationToken);

    public static string Quoted(string name) => $"\"{name}\"";
}
