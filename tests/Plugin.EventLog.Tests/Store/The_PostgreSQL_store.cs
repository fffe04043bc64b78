using Plugin.EventLog.Postgres;
using Plugin.Testing;

namespace Plugin.EventLog.Tests.Store;

public sealed class The_PostgreSQL_store : StoreSuite
{
    private PostgresDatabase? _database;

    private protected override async Task<IStore> Open(IProjector projector)
    {
        _database ??= await PostgresDatabase.Create();
        return await PostgresStore.Open(_database.ConnectionString, projector, TimeProvider.System, Soon);
    }

    private protected override async Task Clean()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
