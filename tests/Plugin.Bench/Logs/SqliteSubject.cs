using Microsoft.Data.Sqlite;
using Plugin.EventLog;
using Plugin.EventLog.Sqlite;
using Plugin.Testing.Running;

namespace Plugin.Bench.Logs;

internal sealed class SqliteSubject : ISubject
{
    private static int _count;

    // Beside the sources, on a real disk: the folder for temporary files may be memory.
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(
        Path.Combine(Environment.CurrentDirectory, "artifacts", $"bench-{Environment.ProcessId}-{_count++}"));

    public HubProcess Hub => new(_folder.FullName);

    public async Task<IStore> Open(IProjector projector, CancellationToken cancellationToken) => await SqliteStore.Open(
        Path.Combine(_folder.FullName, "plugin.db"), projector, TimeProvider.System, cancellationToken);

    public Task<IPlainInserts> OpenPlain(IReadOnlyList<ReadTable> tables, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "plain.db")};Pooling=false");
        connection.Open();
        return Task.FromResult<IPlainInserts>(new SqlitePlainInserts(connection, tables));
    }

    // Closing the store folds its write-ahead log into the file.
    public Task Settle(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
