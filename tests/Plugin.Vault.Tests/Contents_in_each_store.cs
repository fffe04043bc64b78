using System.Security.Cryptography;
using Plugin.EventLog;
using Plugin.EventLog.Memory;
using Plugin.Testing;

namespace Plugin.Vault.Tests;

public sealed class Contents_in_memory : ContentSuite
{
    protected override Task<IStore> Open() =>
        Task.FromResult<IStore>(new MemoryStore(new NoProjector(), TimeProvider.System, RandomNumberGenerator.Fill));

    protected override ValueTask Close() => ValueTask.CompletedTask;
}

public sealed class Contents_in_SQLite : ContentSuite
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-contents-");

    protected override Task<IStore> Open() => new DataFolder(_folder.FullName).Open(new NoProjector(), TimeProvider.System, Soon);

    protected override ValueTask Close()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}

public sealed class Contents_in_PostgreSQL : ContentSuite
{
    private readonly PostgresDatabase _database = new();

    protected override async Task<IStore> Open()
    {
        await _database.InitializeAsync();
        return await new Database(_database.ConnectionString).Open(new NoProjector(), TimeProvider.System, Soon);
    }

    protected override ValueTask Close() => _database.DisposeAsync();
}
