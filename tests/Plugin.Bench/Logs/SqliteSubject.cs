using System.Text;
using Microsoft.Data.Sqlite;
using Plugin.EventLog;
using Plugin.EventLog.Sqlite;

namespace Plugin.Bench.Logs;

internal sealed class SqliteSubject : ISubject
{
    // Beside the sources, on a real disk: the folder for temporary files may be memory.
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(
        Path.Combine(Environment.CurrentDirectory, "artifacts", $"bench-{Environment.ProcessId}"));

    public async Task<IStore> Open(CancellationToken cancellationToken) => await SqliteStore.Open(
        Path.Combine(_folder.FullName, "plugin.db"), new Orders(), TimeProvider.System, cancellationToken);

    public Task<IPlainInserts> OpenPlain(CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder.FullName, "plain.db");
        foreach (var file in new[] { path, path + "-wal", path + "-shm" })
        {
            File.Delete(file);
        }

        var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        connection.Open();
        return Task.FromResult<IPlainInserts>(new Plain(connection));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private sealed class Plain : IPlainInserts
    {
        private readonly SqliteConnection _connection;
        private readonly byte[] _salt = new byte[16];
        private readonly byte[] _leaf = new byte[32];
        private readonly Dictionary<int, (SqliteCommand Events, SqliteCommand Rows)> _commands = [];

        public Plain(SqliteConnection connection)
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
                create table orders (id integer not null, stream text, state text, size integer, primary key (id)) strict;
                """);
        }

        public Task Insert(long first, int count, CancellationToken cancellationToken)
        {
            if (!_commands.TryGetValue(count, out var commands))
            {
                _commands[count] = commands = (
                    Command("insert into events (position, stream, version, name, data, metadata, at, salt, leaf) values ", 9, count),
                    Command("insert into orders (id, stream, state, size) values ", 4, count));
            }

            var now = TimeProvider.System.GetUtcNow().UtcTicks / 10;
            for (var i = 0; i < count; i++)
            {
                var number = first + i;
                var @event = Orders.Event(number);
                var stream = $"order-{number / 10}";
                var data = @event.Data.ToArray();
                Bind(commands.Events, i * 9, number, stream, number % 10, @event.Name, data, @event.Metadata.ToArray(), now, _salt, _leaf);
                Bind(commands.Rows, i * 4, number, stream, "placed", (long)data.Length);
            }

            Run("begin immediate");
            commands.Events.ExecuteNonQuery();
            commands.Rows.ExecuteNonQuery();
            Run("commit");
            return Task.CompletedTask;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var (events, rows) in _commands.Values)
            {
                await events.DisposeAsync();
                await rows.DisposeAsync();
            }

            await _connection.DisposeAsync();
        }

        private static void Bind(SqliteCommand command, int offset, params ReadOnlySpan<object> values)
        {
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters[offset + i].Value = values[i];
            }
        }

        private SqliteCommand Command(string start, int columns, int rows)
        {
            var text = new StringBuilder(start);
            var command = _connection.CreateCommand();
            for (var i = 0; i < rows * columns; i++)
            {
                text.Append(i % columns == 0 ? (i == 0 ? "(" : "), (") : ", ").Append('@').Append(i);
                command.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
            }

#pragma warning disable CA2100 // Numbered parameters.
            command.CommandText = text.Append(')').ToString();
#pragma warning restore CA2100
            return command;
        }

        private void Run(string sql)
        {
            using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants.
            command.CommandText = sql;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }
    }
}
