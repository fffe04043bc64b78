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
    private readonly string _name;
    private readonly DirectoryInfo _folder;

    private PostgresSubject(string name, DirectoryInfo folder) => (_server, _name, _folder) = (
        Environment.GetEnvironmentVariable(Variable)
            ?? throw new InvalidOperationException($"{Variable} is not set: name a PostgreSQL server, or run deploy/bench.sh, which starts one."),
        name, folder);

    public HubProcess Hub => new(_folder.FullName, ConnectionString);

    private string ConnectionString => new NpgsqlConnectionStringBuilder(_server) { Database = _name }.ToString();

    public static async Task<PostgresSubject> Create(CancellationToken cancellationToken)
    {
        var subject = New();
        await subject.CreateAnew(cancellationToken);
        return subject;
    }

    /// <param name="folder">Of the hub's secrets.</param>
    public static PostgresSubject Named(string name, DirectoryInfo folder) => new(name, folder);

    public async Task<bool> Exists(CancellationToken cancellationToken)
    {
        await using var server = NpgsqlDataSource.Create(_server);
        await using var command = server.CreateCommand("select count(*) from pg_database where datname = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = _name });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))! > 0;
    }

    /// <summary>Empty, whatever was there before.</summary>
    public async Task CreateAnew(CancellationToken cancellationToken)
    {
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
        }

        _folder.Create();
        await Run(_server, $"drop database if exists {_name} with (force)", cancellationToken);
        await Run(_server, $"create database {_name} encoding 'UTF8' template template0", cancellationToken);
    }

    /// <summary>The same database and folder once more, for who would leave traces in it. Nobody may have it open.</summary>
    public async Task<PostgresSubject> Copy(CancellationToken cancellationToken)
    {
        var copy = New();
        Duplicate(_folder, copy._folder);
        // Of a hub that was killed the server may still have a session.
        await Run(_server, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{_name}'", cancellationToken);
        await Run(_server, $"create database {copy._name} template {_name} strategy file_copy", cancellationToken);
        return copy;
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

    private static PostgresSubject New() => new(
        $"plugin_bench_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}", Directory.CreateTempSubdirectory("plugin-bench-"));

    private static void Duplicate(DirectoryInfo from, DirectoryInfo to)
    {
        to.Create();
        foreach (var file in from.EnumerateFiles())
        {
            file.CopyTo(Path.Combine(to.FullName, file.Name));
        }

        foreach (var folder in from.EnumerateDirectories())
        {
            Duplicate(folder, new DirectoryInfo(Path.Combine(to.FullName, folder.Name)));
        }
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
