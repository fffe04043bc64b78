using Plugin.EventLog;
using Plugin.Testing;

namespace Plugin.ReadModels.Tests;

/// <summary>An empty store of one engine, and what has to go when the test ends.</summary>
internal sealed class EmptyStore(StoreLocation location, Func<ValueTask> clean) : IAsyncDisposable
{
    public StoreLocation Location { get; } = location;

    public static Task<EmptyStore> Sqlite()
    {
        var folder = Directory.CreateTempSubdirectory("plugin-read-");
        return Task.FromResult(new EmptyStore(new DataFolder(folder.FullName), () =>
        {
            folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }));
    }

    public static async Task<EmptyStore> Postgres()
    {
        var database = await PostgresDatabase.Create();
        return new EmptyStore(new Database(database.ConnectionString), database.DisposeAsync);
    }

    public ValueTask DisposeAsync() => clean();
}
