using Plugin.EventLog.Sqlite;
using Plugin.EventLog.Tests.Faults.Postgres;
using Plugin.EventLog.Tests.Faults.Writing;
using Plugin.EventLog.Tests.Store;
using Plugin.Testing;
using Plugin.Testing.Running;

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
            await GoesOn(store, disk, journal, leave: 200_000, recover: () => Task.CompletedTask, Soon);
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
                if (!await server.IsRunning())
                {
                    await server.Start();
                }
            }, Soon);
        }

        await PostgresSchedules.Check(server.ConnectionString, journal, Soon);
    }

    // Nobody writes but as much as is waited for: a test that is made to wait would find its disk filled by the log itself.
    private static async Task GoesOn(IStore store, SmallDisk disk, Journal journal, long leave, Func<Task> recover, CancellationToken cancellationToken)
    {
        await Authors.Run(store, seed: 1, silo: 1, authors: 3, appends: 10, journal.Accept, CancellationToken.None);
        disk.Fill(leave);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wanted = int.MaxValue;
        var writing = Authors.Run(store, seed: 1, silo: 2, authors: 3, appends: 100_000, Say, enough.Token);
        try
        {
            await PostgresSchedules.Until(() => journal.Refused > 10, "refused appends");

            Assert.False(writing.IsCompleted);
            Volatile.Write(ref wanted, journal.Acknowledged + 50);
            disk.Free();
            await Eventually.Get(
                async () =>
                {
                    await recover();
                    return writing.IsCompleted ? writing : null;
                },
                Eventually.Patience,
                () => $"{wanted} acknowledgements; there are {journal.Acknowledged}");
        }
        finally
        {
            await enough.CancelAsync();
        }

        await writing;

        void Say(string line)
        {
            journal.Accept(line);
            if (journal.Acknowledged >= Volatile.Read(ref wanted))
            {
                enough.Cancel();
            }
        }
    }
}
