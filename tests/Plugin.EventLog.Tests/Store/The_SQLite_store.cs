using Plugin.EventLog.Sqlite;

namespace Plugin.EventLog.Tests.Store;

public sealed class The_SQLite_store : StoreSuite
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-log-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "plugin.db");

    private protected override async Task<IStore> Open(IProjector projector) =>
        await SqliteStore.Open(Path, projector, TimeProvider.System, Soon);

    private protected override Task Clean()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
