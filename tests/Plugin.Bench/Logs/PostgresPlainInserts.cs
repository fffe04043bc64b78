using Npgsql;
using NpgsqlTypes;
using Plugin.EventLog;

namespace Plugin.Bench.Logs;

/// <summary>Per transaction and table one insert of all its rows, from one array per column; prepared, and sent in one round trip.</summary>
internal sealed class PostgresPlainInserts(NpgsqlConnection connection) : IPlainInserts
{
    private const string Events = """
        insert into plain.events (position, stream, version, name, data, metadata, at, salt, leaf)
        select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bytea[], $6::bytea[], $7::timestamptz[], $8::bytea[], $9::bytea[])
        """;

    private readonly byte[] _salt = new byte[16];
    private readonly byte[] _leaf = new byte[32];

    public async Task Insert(IReadOnlyList<PlainEvent> events, IReadOnlyList<PlainTable> tables, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var batch = new NpgsqlBatch(connection);
        Add(
            batch, Events,
            Of(NpgsqlDbType.Bigint, events, e => e.Position), Of(NpgsqlDbType.Text, events, e => e.Stream),
            Of(NpgsqlDbType.Bigint, events, e => e.Version), Of(NpgsqlDbType.Text, events, e => e.Event.Name),
            Of(NpgsqlDbType.Bytea, events, e => e.Event.Data), Of(NpgsqlDbType.Bytea, events, e => e.Event.Metadata),
            Of(NpgsqlDbType.TimestampTz, events, _ => now), Of(NpgsqlDbType.Bytea, events, _ => _salt), Of(NpgsqlDbType.Bytea, events, _ => _leaf));
        foreach (var (table, rows) in tables)
        {
            var sources = table.Columns.Select((c, i) => $"${i + 1}::{TypeOf(c.Type)}[]");
            Add(
                batch, $"insert into plain.{table.Name} ({string.Join(", ", table.Columns.Select(c => c.Name))}) select * from unnest({string.Join(", ", sources)})",
                [.. table.Columns.Select((c, i) => Column(c.Type, rows, i))]);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Number => "bigint",
        ColumnType.Boolean => "boolean",
        ColumnType.Time => "timestamptz",
        ColumnType.Bytes => "bytea",
        _ => "text",
    };

    private static NpgsqlParameter Column(ColumnType type, IReadOnlyList<object?[]> rows, int column) => type switch
    {
        ColumnType.Number => Of(NpgsqlDbType.Bigint, rows, r => (long?)r[column]),
        ColumnType.Boolean => Of(NpgsqlDbType.Boolean, rows, r => (bool?)r[column]),
        ColumnType.Time => Of(NpgsqlDbType.TimestampTz, rows, r => (DateTimeOffset?)r[column]),
        ColumnType.Bytes => Of(NpgsqlDbType.Bytea, rows, r => (byte[]?)r[column]),
        _ => Of(NpgsqlDbType.Text, rows, r => (string?)r[column]),
    };

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> columns)
    {
        var command = batch.CreateBatchCommand();
#pragma warning disable CA2100 // The names of our own tables.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var column in columns)
        {
            command.Parameters.Add(column);
        }

        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter<TValue[]> Of<T, TValue>(NpgsqlDbType type, IReadOnlyList<T> items, Func<T, TValue> value)
    {
        var values = new TValue[items.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(items[i]);
        }

        return new NpgsqlParameter<TValue[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };
    }
}
