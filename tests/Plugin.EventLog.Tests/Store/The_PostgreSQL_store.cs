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

    private protected override Task Tamper(string sql) => Database.Query(ReplaceByte().Replace(
        sql.Replace("{log}", "log.").Replace("{read}", "read.").Replace("{index}", "index"), "set_byte($1, 0, get_byte($1, 0) # 1)"));

    [GeneratedRegex(@"replace_byte\((\w+)\)")]
    private static partial Regex ReplaceByte();

    private protected override string Literal(ReadOnlyMemory<byte> bytes) => $"decode('{Convert.ToHexString(bytes.Span)}', 'hex')";

    private protected override async Task Clean()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
