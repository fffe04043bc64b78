using Npgsql;
using Plugin.EventLog.Postgres;
using Plugin.Testing;

namespace Plugin.EventLog.Tests.Store;

/// <summary>What whoever starts a hub is told about a database that cannot be used.</summary>
public sealed class A_PostgreSQL_database : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Of_another_application_is_refused_and_left_alone()
    {
        await _database.Query("create schema log");

        await Refused("has a schema log, vault, live or read that PLUGIN did not make. Use an empty database.");

        Assert.Equal(0L, await _database.Query("select count(*) from pg_tables where schemaname in ('log', 'vault', 'live', 'read')"));
    }

    [Theory]
    [InlineData("insert into log.schema_steps (number) values (99)", "newer version of PLUGIN (schema 99")]
    [InlineData("drop table log.outcomes", "is damaged: it has no table log.outcomes. Restore it from a backup")]
    [InlineData("delete from log.origin", "is damaged: its origin is missing. Restore it from a backup")]
    public async Task That_lacks_something_or_is_newer_is_refused(string change, string why)
    {
        await (await Open(_database.ConnectionString)).DisposeAsync();
        await _database.Query(change);

        await Refused(why);
    }

    [Theory]
    [InlineData("Database=there_is_none", "Create it (create database … encoding 'UTF8'), or name another one in the connection string.")]
    [InlineData("Username=nobody_of_that_name", "Check user name and password in the connection string")]
    [InlineData("Options=-c default_transaction_read_only=on", "The database may only be read. The hub writes: name the primary server")]
    [InlineData("Options=-c role=pg_monitor", "The role must own the schemas log, vault, live and read")]
    public async Task That_does_not_let_us_in_is_refused_with_what_to_do(string change, string advice)
    {
        var refused = await Assert.ThrowsAsync<LogUnusableException>(() => Open($"{_database.ConnectionString};{change}"));

        Assert.Contains(advice, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_is_not_there_is_unavailable()
    {
        var nowhere = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Port = 1, Password = "hunter2" }.ToString();

        var refused = await Assert.ThrowsAsync<LogUnavailableException>(() => Open(nowhere));

        Assert.Contains("Check host, port and SSL Mode in the connection string, and that PostgreSQL is running there.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    private async Task Refused(string why)
    {
        var refused = await Assert.ThrowsAsync<LogUnusableException>(() => Open(_database.ConnectionString));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    private static Task<PostgresStore> Open(string database) => PostgresStore.Open(database, new Shelf(), TimeProvider.System, default);
}
