using Npgsql;
using Xunit;

namespace Plugin.Testing;

/// <summary>
/// A fresh, empty database on the server that <c>PLUGIN_TEST_POSTGRES</c> names; dropped when done. As a class fixture it serves one test
/// class; a test that needs an empty database of its own creates one itself.
/// </summary>
public sealed class PostgresDatabase : IAsyncLifetime
{
    private const string Variable = "PLUGIN_TEST_POSTGRES";

    private readonly string _name = $"plugin_test_{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8))}";

    public string ConnectionString => new NpgsqlConnectionStringBuilder(Server) { Database = _name }.ToString();

    // A test without its database fails: a skipped test proves nothing.
    private static string Server => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } server
        ? server
        : throw new InvalidOperationException(
            $"{Variable} is not set. Name a PostgreSQL server, for example \"Host=127.0.0.1;Username=postgres;Database=postgres\", or run deploy/test.sh, which starts one.");

    public static async Task<PostgresDatabase> Create()
    {
        var database = new PostgresDatabase();
        await database.InitializeAsync();
        return database;
    }

    public async ValueTask InitializeAsync() => await Run($"create database {_name} encoding 'UTF8' template template0");

    // Also ends what a failed test left connected.
    public async ValueTask DisposeAsync() => await Run($"drop database if exists {_name} with (force)");

    /// <summary>All that was in it is gone.</summary>
    public async Task Empty()
    {
        await DisposeAsync();
        await InitializeAsync();
    }

    /// <summary>An outage: cuts every connection to this database, waits until the server has let go of all, and lets no new one in.</summary>
    public async Task Close()
    {
        await Run($"alter database {_name} allow_connections false");
        await Run($"select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{_name}'");
    }

    public Task Reopen() => Run($"alter database {_name} allow_connections true");

    /// <summary>Runs SQL in this database behind the store's back.</summary>
    public async Task<object?> Query(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ToString());
        await connection.OpenAsync();
        return await Scalar(connection, sql);
    }

    private static async Task Run(string sql)
    {
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
        await Scalar(connection, sql);
    }

    private static async Task<object?> Scalar(NpgsqlConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        // Tests write their own SQL.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
