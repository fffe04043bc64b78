using Microsoft.Data.Sqlite;
using Plugin.EventLog.Sqlite;
using Plugin.EventLog.Tests.Faults.Writing;
using Plugin.EventLog.Tests.Store;
using Plugin.Testing.Running;

namespace Plugin.EventLog.Tests.Faults.Sqlite;

/// <summary>What can happen to a hub on SQLite, each from a seed.</summary>
internal static class SqliteSchedules
{
    private static int _folders;

    /// <summary>The machine stops in the middle of a write, and comes back with what the disk held; once more on the same log.</summary>
    public static Task Stop(int seed, CancellationToken cancellationToken) => In(seed, async (folder, chance, journal) =>
    {
        for (var life = 1; life <= 2; life++)
        {
            (folder, journal) = await Live(folder, life, journal);
            await Check(folder, journal, cancellationToken);
        }

        async Task<(string, Journal)> Live(string data, int silo, Journal said)
        {
            var image = $"{data}-after";
            var disk = new StoppingDisk(data, image, chance.Between(1, 1500), chance.Among(0, 0.3, 0.9, 1), said);
            using (WatchedDisk.Watch(data, disk))
            await using (var store = await Open(data, cancellationToken))
            {
                var authors = Authors.Run(store, seed, silo, chance.Between(1, 5), 30, said.Accept, cancellationToken);
                await Fold(data, chance, said, authors);
                await authors;
                disk.Stop();
            }

            if (chance.Of(0.5) && Path.Combine(image, "plugin.db-wal") is var log && File.Exists(log))
            {
                // Everything up to the last commit was flushed before anybody was answered.
                WriteAheadLog.TearAfter(log, WriteAheadLog.LastCommit(await File.ReadAllBytesAsync(log, cancellationToken)), chance);
            }

            return (image, disk.Said!);
        }
    });

    /// <summary>The disk takes no writes for a while, being full or broken; the hub goes on when it does again.</summary>
    public static Task Refuse(int seed, CancellationToken cancellationToken) => In(seed, async (folder, chance, journal) =>
    {
        await using (var store = await Open(folder, cancellationToken))
        {
            var disk = new FailingDisk(chance.Between(1, 800), chance.Among(1, 2, 20, 200), chance.Among(WatchedDisk.NoSpace, WatchedDisk.InputOutput));
            using (WatchedDisk.Watch(folder, disk))
            {
                var authors = Authors.Run(store, seed, 1, chance.Between(1, 5), 30, journal.Accept, cancellationToken);
                await Fold(folder, chance, journal, authors);
                await authors;
            }
        }

        await Check(folder, journal, cancellationToken);
    });

    /// <summary>The process is killed by somebody else at any moment, and started again.</summary>
    public static Task Kill(int seed, CancellationToken cancellationToken) => In(seed, async (folder, chance, journal) =>
    {
        for (var life = 1; life <= 2; life++)
        {
            await using var silo = await WriterProcess.Start(folder, seed, life, chance.Between(1, 6), 1000, journal);
            await silo.Acknowledges(chance.Between(0, 150));
            await silo.Kill();
            await Check(folder, journal, cancellationToken);
        }
    });

    private static async Task In(int seed, Func<string, Chance, Journal, Task> schedule)
    {
        // In memory: what is stopped here is the writing, not the disk.
        var folder = Directory.CreateDirectory($"/dev/shm/plugin-faults-{Environment.ProcessId}-{Interlocked.Increment(ref _folders)}");
        try
        {
            await schedule(Path.Combine(folder.FullName, "data"), new Chance(seed), new Journal());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Folds the write-ahead log into the file now and then, as happens by itself when it has grown long.
    private static async Task Fold(string folder, Chance chance, Journal journal, Task authors)
    {
        for (var i = chance.Between(0, 3); i > 0; i--)
        {
            var enough = journal.Acknowledged + chance.Between(1, 40);
            await Eventually.Get(
                () => Task.FromResult(authors.IsCompleted || journal.Acknowledged >= enough ? "folding" : null), TimeSpan.FromSeconds(60),
                () => $"{enough} acknowledgements");
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "plugin.db")};Pooling=false");
            try
            {
                await connection.OpenAsync();
                await using var command = connection.CreateCommand();
                command.CommandText = "pragma wal_checkpoint(passive)";
                await command.ExecuteNonQueryAsync();
            }
            catch (SqliteException)
            {
                // The disk that this schedule breaks.
            }
        }
    }

    private static Task Check(string folder, Journal journal, CancellationToken cancellationToken) =>
        LogCheck.Run(async () => await Open(folder, cancellationToken), journal, cancellationToken);

    private static async Task<IStore> Open(string folder, CancellationToken cancellationToken) =>
        await SqliteStore.Open(Path.Combine(folder, "plugin.db"), new Shelf(), TimeProvider.System, cancellationToken);
}
