using System.Security.Cryptography;
using Npgsql;
using Plugin.EventLog;
using Plugin.EventLog.Postgres;
using Plugin.Testing.Running;

namespace Plugin.Bench.Logs;

internal sealed class PostgresSubject : ISubject
{
    private const string Variable = "PLUGIN_TEST_POSTGRES";

    private readonly string _server;
    private readonly string _name = $"plugin_bench_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-bench-");

    private PostgresSubject(string server) => _server = server;

    public HubProcess Hub => new(_folder.FullName, ConnectionString);

    private string ConnectionString => new NpgsqlConnectionStringBuilder(_server) { Database = _name }.ToString();

    public static async Task<PostgresSubject> Create(CancellationToken cancellationToken)
    {
        var subject = new PostgresSubject(Environment.GetEnvironmentVariable(Variable)
            ?? throw new InvalidOperationException($"{Variable} is not set: name a PostgreSQL server, or run deploy/bench.sh, which starts one."));
        await Run(subject._server, $"create database {subject._name} encoding 'UTF8' template template0", cancellationToken);
        return subject;
    }

    public async Task<IStore> Open(IProjector projector, CancellationToken cancellationToken) =>
        await PostgresStore.Open(ConnectionString, projector, TimeProvider.System, cancellationToken);

    public async Task<IPlainInserts> OpenPlain(IReadOnlyList<ReadTable> tables, CancellationToken cancellationToken)
    {
        await Run(ConnectionString, "create schema plain; create table plain.events (like log.events including all)", cancellationToken);
        foreach (var table in tables)
        {
            var origin = table == PlainVault.Table ? "vault.entries" : $"read.{table.Name}";
            await Run(ConnectionString, $"create table plain.{table.Name} (like {origin} including all)", cancellationToken);
        }

        var settings = new NpgsqlConnectionStringBuilder(ConnectionString)
        {
            Pooling = false,
            MaxAutoPrepare = 20,
            AutoPrepareMinUsages = 2,
            Options = "-c synchronous_commit=on -c plan_cache_mode=force_generic_plan",
        };
        var connection = new NpgsqlConnection(settings.ToString());
        await connection.OpenAsync(cancellationToken);
        return new PostgresPlainInserts(connection);
    }

    public async Task Settle(CancellationToken cancellationToken)
    {
        await Run(ConnectionString, "vacuum (analyze)", cancellationToken);
        await Run(ConnectionString, "checkpoint", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Run(_server, $"drop database {_name} with (force)", CancellationToken.None);
        _folder.Delete(recursive: true);
    }

    private static async Task Run(string server, string sql, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(server) { Pooling = false, CommandTimeout = 0 };
        await using var connection = new NpgsqlConnection(settings.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants, a random name and the names of our own tables.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
