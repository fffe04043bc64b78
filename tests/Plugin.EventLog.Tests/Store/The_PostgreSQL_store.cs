using System.Text.RegularExpressions;
using Plugin.EventLog.Postgres;
using Plugin.Testing;

namespace Plugin.EventLog.Tests.Store;

public sealed partial class The_PostgreSQL_store : DatabaseSuite
{
    private PostgresDatabase? _database;

    private PostgresDatabase Database => _database ?? throw new InvalidOperationException("There is no database.");

    private protected override async Task<IStore> Open(IProjector projector)
    {
        _database ??= await PostgresDatabase.Create();
        return await PostgresStore.Open(_database.ConnectionString, projector, TimeProvider.System, Soon);
    }

    private protected override async Task<IStore> Reopen(IProjector projector)
    {
        await Store.DisposeAsync();
        return await Open(projector);
    }

    private protected override async Task<IStore> Look() =>
        await PostgresStore.Look(Database.ConnectionString, new NoProjector(), TimeProvider.System, Soon);

    [Fact]
    public async Task Belongs_to_one_alone_only_while_nobody_serves_it()
    {
        await Append("a", 0, Shelf.Noted("x"));
        var following = Take(Log, after: 1, count: 1);
        await using (var other = await Open(new Shelf()))
        {
            // Another silo's event comes over the follower's session, which holds the lock.
            await other.Log.Append(To("b", 0, Shelf.Noted("y")), Soon);
            Assert.Single(await following);
        }

        var refused = await Assert.ThrowsAsync<LogUnusableException>(Alone);
        Assert.Equal($"A hub is serving {Log.Origin}. Stop every silo first.", refused.Message);
        await Store.DisposeAsync();

        await using var alone = await Alone();
        await Assert.ThrowsAsync<LogUnusableException>(Alone);
        await alone.DisposeAsync();
        await using var again = await Alone();
    }

    private Task<PostgresStore> Alone() => PostgresStore.OpenAlone(Database.ConnectionString, new Shelf(), TimeProvider.System, Soon);

    private protected override Task Tamper(string sql) => Database.Query(ReplaceByte().Replace(
        sql.Replace("{log}", "log.").Replace("{read}", "read.").Replace("{index}", "index"), "set_byte($1, 0, get_byte($1, 0) # 1)"));

    [GeneratedRegex(@"replace_byte\((\w+)\)")]
    private static partial Regex ReplaceByte();

    private protected override string Literal(ReadOnlyMemory<byte> bytes) => $"decode('{Convert.ToHexString(bytes.Span)}', 'hex')";

    private protected override async Task<byte[]> Files()
    {
        await Database.Query("checkpoint");
        return (byte[])(await Database.Query("""
            select string_agg(pg_read_binary_file(pg_relation_filepath(c.oid)), '')
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'i', 't') and (n.nspname in ('vault', 'read') or c.relname like 'unique_keys%')
            """))!;
    }

    private protected override async Task TakeBackTheTableOfKeys() => await Database.Query("""
        insert into vault.entries (kind, id, content) select 'seal-key', owner, key from vault.keys;
        drop table vault.keys;
        drop index log.unique_keys_owner;
        drop function log.lock_to_append;
        alter table log.schema_steps drop column beside;
        delete from log.schema_steps where number >= 4;
        """);

    private protected override async Task Clean()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
