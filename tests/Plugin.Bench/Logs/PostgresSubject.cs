using Npgsql;
using NpgsqlTypes;
using Plugin.EventLog;
using Plugin.EventLog.Postgres;

namespace Plugin.Bench.Logs;

internal sealed class PostgresSubject : ISubject
{
    private const string Variable = "PLUGIN_TEST_POSTGRES";
    private readonly string _server;
    private readonly string _name = $"plugin_bench_{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8))}";

    private PostgresSubject(string server) => _server = server;

    private string ConnectionString => new NpgsqlConnectionStringBuilder(_server) { Database = _name }.ToString();

    public static async Task<PostgresSubject> Create(CancellationToken cancellationToken)
    {
        var subject = new PostgresSubject(Environment.GetEnvironmentVariable(Variable)
            ?? throw new InvalidOperationException($"{Variable} is not set: name a PostgreSQL server, or run deploy/bench.sh, which starts one."));
        await Run(subject._server, $"create database {subject._name} encoding 'UTF8' template template0", cancellationToken);
        return subject;
    }

    public async Task<IStore> Open(CancellationToken cancellationToken) =>
        await PostgresStore.Open(ConnectionString, new Orders(), TimeProvider.System, cancellationToken);

    public async Task<IPlainInserts> OpenPlain(CancellationToken cancellationToken)
    {
        await Run(
            ConnectionString,
            """
            drop table if exists plain_events, plain_orders;
            create table plain_events (like log.events including all);
            create table plain_orders (like read.orders including all);
            """,
            cancellationToken);
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            Pooling = false,
            MaxAutoPrepare = 10,
            AutoPrepareMinUsages = 2,
            Options = "-c synchronous_commit=on -c plan_cache_mode=force_generic_plan",
        };
        var connection = new NpgsqlConnection(settings.ToString());
        await connection.OpenAsync(cancellationToken);
        return new Plain(connection);
    }

    public async ValueTask DisposeAsync() => await Run(_server, $"drop database {_name} with (force)", CancellationToken.None);

    private static async Task Run(string server, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants and a random name.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed class Plain(NpgsqlConnection connection) : IPlainInserts
    {
        private const string Events = """
            insert into plain_events (position, stream, version, name, data, metadata, at, salt, leaf)
            select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bytea[], $6::bytea[], $7::timestamptz[], $8::bytea[], $9::bytea[])
            """;

        private const string Rows = """
            insert into plain_orders (id, stream, state, size) select * from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[])
            """;

        private readonly byte[] _salt = new byte[16];
        private readonly byte[] _leaf = new byte[32];

        public async Task Insert(long first, int count, CancellationToken cancellationToken)
        {
            var numbers = Enumerable.Range(0, count).Select(i => first + i).ToArray();
            var events = Array.ConvertAll(numbers, Orders.Event);
            var streams = Array.ConvertAll(numbers, n => $"order-{n / 10}");
            var now = TimeProvider.System.GetUtcNow();
            await using var batch = new NpgsqlBatch(connection);
            Add(
                batch, Events,
                Of(NpgsqlDbType.Bigint, numbers), Of(NpgsqlDbType.Text, streams), Of(NpgsqlDbType.Bigint, Array.ConvertAll(numbers, n => n % 10)),
                Of(NpgsqlDbType.Text, Array.ConvertAll(events, e => e.Name)), Of(NpgsqlDbType.Bytea, Array.ConvertAll(events, e => e.Data)),
                Of(NpgsqlDbType.Bytea, Array.ConvertAll(events, e => e.Metadata)),
                Of(NpgsqlDbType.TimestampTz, Array.ConvertAll(events, _ => now)), Of(NpgsqlDbType.Bytea, Array.ConvertAll(events, _ => _salt)),
                Of(NpgsqlDbType.Bytea, Array.ConvertAll(events, _ => _leaf)));
            Add(
                batch, Rows,
                Of(NpgsqlDbType.Bigint, numbers), Of(NpgsqlDbType.Text, streams), Of(NpgsqlDbType.Text, Array.ConvertAll(events, _ => "placed")),
                Of(NpgsqlDbType.Bigint, Array.ConvertAll(events, e => (long)e.Data.Length)));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> columns)
        {
            var command = batch.CreateBatchCommand();
#pragma warning disable CA2100 // Constants.
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach (var column in columns)
            {
                command.Parameters.Add(column);
            }

            batch.BatchCommands.Add(command);
        }

        private static NpgsqlParameter<T[]> Of<T>(NpgsqlDbType type, T[] values) =>
            new() { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };
    }
}
