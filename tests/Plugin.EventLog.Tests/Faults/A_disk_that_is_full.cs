using Plugin.EventLog.Sqlite;
using Plugin.EventLog.Tests.Faults.Postgres;
using Plugin.EventLog.Tests.Faults.Writing;
using Plugin.EventLog.Tests.Store;
using Plugin.Testing;

namespace Plugin.EventLog.Tests.Faults;

public sealed class A_disk_that_is_full : IDisposable
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));

    private CancellationToken Soon => _patience.Token;

    public void Dispose() => _patience.Dispose();

    [Fact]
    public async Task Under_SQLite_refuses_appends_until_there_is_space_and_the_hub_goes_on()
    {
        using var disk = SmallDisk.Make(megabytes: 8);
        var (database, journal) = (Path.Combine(disk.Folder, "plugin.db"), new Journal());
        await using (var store = await SqliteStore.Open(database, new Shelf(), TimeProvider.System, Soon))
        {
            await GoesOn(store, disk, journal, leave: 200_000, recover: () => Task.CompletedTask);
        }

        await LogCheck.Run(async () => await SqliteStore.Open(database, new Shelf(), TimeProvider.System, Soon), journal, Soon);
    }

    [Fact]
    public async Task Under_PostgreSQL_refuses_appends_until_there_is_space_and_the_hub_goes_on()
    {
        using var disk = SmallDisk.Make(megabytes: 160);
        await using var server = await PostgresServer.Start(Path.Combine(disk.Folder, "server"));
        var journal = new Journal();
        await using (var store = await PostgresSchedules.Open(server.ConnectionString, Soon))
        {
            await GoesOn(store, disk, journal, leave: 2_500_000, recover: async () =>
            {
                // Without space for its own log the server stops itself; its service manager starts it again.
                if (!server.IsUp())
                {
                    await server.Start();
                }
            });
        }

        await PostgresSchedules.Check(server.ConnectionString, journal, Soon);
    }

    private static async Task GoesOn(IStore store, SmallDisk disk, Journal journal, long leave, Func<Task> recover)
    {
        using var enough = new CancellationTokenSource();
        var writing = Authors.Run(store, seed: 1, silo: 1, authors: 3, appends: 100_000, journal.Accept, enough.Token);
        await PostgresSchedules.More(journal, 20);
        disk.Fill(leave);
        await PostgresSchedules.Until(() => journal.Refused > 10, "refused appends");

        Assert.False(writing.IsCompleted);
        disk.Free();
        await recover();

        await PostgresSchedules.More(journal, 50);
        await enough.CancelAsync();
        await writing;
    }
}
