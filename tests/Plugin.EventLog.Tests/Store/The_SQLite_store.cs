using Microsoft.Data.Sqlite;
using Plugin.EventLog.Sqlite;

namespace Plugin.EventLog.Tests.Store;

public sealed class The_SQLite_store : DatabaseSuite
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-log-");

    private string Database => Path.Combine(_folder.FullName, "plugin.db");

    private protected override async Task<IStore> Open(IProjector projector) =>
        await SqliteStore.Open(Database, projector, TimeProvider.System, Soon);

    private protected override async Task<IStore> Reopen(IProjector projector)
    {
        await Store.DisposeAsync();
        return await Open(projector);
    }

    private protected override Task<IStore> Look() =>
        Task.FromResult<IStore>(SqliteStore.Look(Database, new NoProjector(), TimeProvider.System));

    private protected override async Task Tamper(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=false");
        await connection.OpenAsync();
        connection.CreateFunction("replace_byte", (byte[] bytes) => (byte[])[(byte)(bytes[0] ^ 1), .. bytes[1..]]);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = sql.Replace("{log}", "").Replace("{read}", "").Replace("{index}", "\"index\"");
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private protected override string Literal(ReadOnlyMemory<byte> bytes) => $"x'{Convert.ToHexString(bytes.Span)}'";

    private protected override async Task<byte[]> Files()
    {
        using var all = new MemoryStream();
        foreach (var path in Directory.EnumerateFiles(_folder.FullName, "plugin.db*").Where(path => !path.EndsWith("owner", StringComparison.Ordinal)))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            await file.CopyToAsync(all);
        }

        return all.ToArray();
    }

    private protected override Task TakeBackTheTableOfKeys() => Tamper("""
        insert into entries (kind, id, content) select 'seal-key', owner, key from keys;
        drop table keys;
        drop index unique_keys_owner;
        pragma user_version = 3;
        """);

    private protected override Task Clean()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
