using System.Text;
using Microsoft.Data.Sqlite;
using Plugin.EventLog;

namespace Plugin.Bench.Logs;

/// <summary>Inserts of up to <see cref="MostRows"/> rows a statement, compiled once for each number of rows.</summary>
internal sealed class SqlitePlainInserts : IPlainInserts
{
    private const int MostRows = 64;

    private static readonly string[] EventColumns = ["position", "stream", "version", "name", "data", "metadata", "at", "salt", "leaf"];

    private readonly SqliteConnection _connection;
    private readonly byte[] _salt = new byte[16];
    private readonly byte[] _leaf = new byte[32];
    private readonly Dictionary<(string Table, int Rows), SqliteCommand> _commands = [];

    public SqlitePlainInserts(SqliteConnection connection, IReadOnlyList<ReadTable> tables)
    {
        _connection = connection;
        Run("""
            pragma journal_mode = wal;
            pragma synchronous = full;
            pragma wal_autocheckpoint = 4000;
            pragma cache_size = -65536;
            create table events (
                position integer primary key, stream text not null, version integer not null, name text not null, data blob not null,
                metadata blob not null, at integer not null, salt blob not null, leaf blob not null, unique (stream, version)
            ) strict;
            """);
        foreach (var table in tables)
        {
            var columns = table.Columns.Select((c, i) => $"{c.Name} {TypeOf(c.Type)}{(i < table.KeyColumns ? " not null" : "")}");
            Run($"create table {table.Name} ({string.Join(", ", columns)}, primary key ({string.Join(", ", table.Columns.Take(table.KeyColumns).Select(c => c.Name))})) strict");
            foreach (var index in table.Indexes)
            {
                Run($"create index {index.Name} on {table.Name} ({string.Join(", ", index.Columns)}){(index.Where is null ? "" : $" where {index.Where}")}");
            }
        }
    }

    public Task Insert(IReadOnlyList<PlainEvent> events, IReadOnlyList<PlainTable> tables, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow().UtcTicks / 10;
        Run("begin immediate");
        Insert("events", EventColumns, events.Count, i => events[i] is var (position, stream, version, @event)
            ? [position, stream, version, @event.Name, @event.Data.ToArray(), @event.Metadata.ToArray(), now, _salt, _leaf]
            : []);
        foreach (var (table, rows) in tables)
        {
            Insert(table.Name, [.. table.Columns.Select(c => c.Name)], rows.Count, i => rows[i]);
        }

        Run("commit");
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _commands.Values)
        {
            await command.DisposeAsync();
        }

        await _connection.DisposeAsync();
    }

    private static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Number or ColumnType.Boolean => "integer",
        ColumnType.Bytes => "blob",
        _ => "text",
    };

    private void Insert(string table, string[] columns, int count, Func<int, object?[]> row)
    {
        for (var done = 0; done < count;)
        {
            var rows = Math.Min(MostRows, count - done);
            if (!_commands.TryGetValue((table, rows), out var command))
            {
                _commands[(table, rows)] = command = Command(table, columns, rows);
            }

            for (var i = 0; i < rows; i++)
            {
                var values = row(done + i);
                for (var c = 0; c < values.Length; c++)
                {
                    command.Parameters[(i * columns.Length) + c].Value = values[c] ?? DBNull.Value;
                }
            }

            command.ExecuteNonQuery();
            done += rows;
        }
    }

    private SqliteCommand Command(string table, string[] columns, int rows)
    {
        var text = new StringBuilder($"insert into {table} ({string.Join(", ", columns)}) values ");
        var command = _connection.CreateCommand();
        for (var i = 0; i < rows * columns.Length; i++)
        {
            text.Append(i % columns.Length == 0 ? (i == 0 ? "(" : "), (") : ", ").Append('@').Append(i);
            command.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
        }

#pragma warning disable CA2100 // Our own names and numbered parameters.
        command.CommandText = text.Append(')').ToString();
#pragma warning restore CA2100
        return command;
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // As above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
