using System.Net;
using System.Text;
using Npgsql;
using Plugin.EventLog.Postgres;
using Plugin.EventLog.Tests.Faults.Writing;
using Plugin.EventLog.Tests.Store;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.EventLog.Tests.Faults.Postgres;

/// <summary>What can happen to silos on PostgreSQL, each from a seed.</summary>
internal static class PostgresSchedules
{
    /// <summary>
    /// Two silos append to the same streams while the connections of one are cut, some before the database hears of an append, some between
    /// its commit and the answer, and some of the other's are ended by the database.
    /// </summary>
    public static Task Cut(int seed, CancellationToken cancellationToken) => In(async database =>
    {
        var (chance, journal) = (new Chance(seed), new Journal());
        await using var proxy = Before(database);
        await using (var one = await Open(Through(proxy, database), cancellationToken))
        await using (var two = await Open(database.ConnectionString, cancellationToken))
        {
            var (authors, appends) = (chance.Between(1, 6), 30);
            var writing = Task.WhenAll(
                Authors.Run(one, seed, 1, authors, appends, journal.Accept, cancellationToken),
                Authors.Run(two, seed, 2, authors, appends, journal.Accept, cancellationToken));
            for (var deed = chance.Between(1, 5); deed < appends; deed += chance.Between(3, 12))
            {
                var (author, at) = (chance.Between(0, authors - 1), deed);
                proxy.CutOnce(Encoding.UTF8.GetBytes(Author.Mark($"1.{author}.{at}")), afterAnswer: chance.Of(0.6));
                await Until(() => writing.IsCompleted || journal.Has($"1.{author}.{at + 1}"), $"deed {at + 1} of author {author}");
                if (chance.Of(0.3))
                {
                    await database.Query(
                        "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and application_name like 'plugin%'");
                }
            }

            await writing;
        }

        await Check(database.ConnectionString, journal, cancellationToken);
    });

    /// <summary>Two silos append to the same streams; one is killed, the other goes on; the killed one comes back.</summary>
    public static Task Kill(int seed, CancellationToken cancellationToken) => In(async database =>
    {
        var (chance, journal) = (new Chance(seed), new Journal());
        await using var steady = await WriterProcess.Start(database.ConnectionString, seed, 1, chance.Between(1, 5), 150, journal);
        for (var life = 2; life <= 3; life++)
        {
            await using var killed = await WriterProcess.Start(database.ConnectionString, seed, life, chance.Between(1, 5), 1000, journal);
            await killed.Acknowledges(chance.Between(0, 100));
            await killed.Kill();
        }

        await steady.Finished();
        await Check(database.ConnectionString, journal, cancellationToken);
    });

    /// <summary>
    /// A silo is stopped (SIGSTOP) with half of an append sent, so that the database waits for the rest; the other goes on within 5 s; the stopped
    /// one goes on later, and neither lost nor doubled anything.
    /// </summary>
    /// <returns>How long an append of the other waited at most.</returns>
    public static async Task<TimeSpan> Freeze(int seed, CancellationToken cancellationToken)
    {
        var waited = TimeSpan.Zero;
        await In(async database =>
        {
            var (chance, journal) = (new Chance(seed), new Journal());
            await using var proxy = Before(database);
            await using var steady = await WriterProcess.Start(database.ConnectionString, seed, 1, 4, 100_000, journal);
            await using var frozen = await WriterProcess.Start(Through(proxy, database), seed, 2, chance.Between(1, 8), 100_000, journal);
            await frozen.Acknowledges(chance.Between(0, 40));
            // Any deed whose number begins so.
            await proxy.StallOnce(Encoding.UTF8.GetBytes(Author.Mark($"2.0.{chance.Between(1, 9)}").TrimEnd('"', ','))).Soon("the append that is to stall");
            frozen.Freeze();
            await steady.Acknowledges(steady.Acknowledged + 50);
            frozen.Thaw();
            proxy.Resume();
            await frozen.Acknowledges(frozen.Acknowledged + 20);
            await frozen.Kill();
            await steady.Kill();
            waited = steady.LongestWait;
            await Check(database.ConnectionString, journal, cancellationToken);
        });
        return waited;
    }

    /// <summary>The database is restarted, as if it had crashed or in order, while two silos append.</summary>
    public static async Task Restart(PostgresServer server, int seed, CancellationToken cancellationToken)
    {
        var (chance, journal) = (new Chance(seed), new Journal());
        var name = $"restarted_{seed}";
        await using (var admin = NpgsqlDataSource.Create(server.ConnectionString + ";Pooling=false"))
        {
            await using var create = admin.CreateCommand($"create database {name}");
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        var database = server.ConnectionString.Replace("Database=postgres", $"Database={name}", StringComparison.Ordinal);
        await using (var one = await Open(database, cancellationToken))
        await using (var two = await Open(database, cancellationToken))
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var wanted = int.MaxValue;
            var writing = Task.WhenAll(
                Authors.Run(one, seed, 1, chance.Between(1, 5), 100_000, Say, enough.Token),
                Authors.Run(two, seed, 2, chance.Between(1, 5), 100_000, Say, enough.Token));
            try
            {
                await More(journal, chance.Between(5, 100));
                await server.Stop(chance.Among("immediate", "fast"));
                await server.Start();
                Volatile.Write(ref wanted, journal.Acknowledged + 50);
                await Until(() => writing.IsCompleted, () => $"{wanted} acknowledgements; there are {journal.Acknowledged}");
            }
            finally
            {
                await enough.CancelAsync();
            }

            await writing;

            // Who wrote until the test takes notice would make a log that takes long to check.
            void Say(string line)
            {
                journal.Accept(line);
                if (journal.Acknowledged >= Volatile.Read(ref wanted))
                {
                    enough.Cancel();
                }
            }
        }

        await Check(database, journal, cancellationToken);
    }

    public static Task More(Journal journal, int count)
    {
        var enough = journal.Acknowledged + count;
        return Until(() => journal.Acknowledged >= enough, () => $"{enough} acknowledgements; there are {journal.Acknowledged}");
    }

    public static Task Check(string database, Journal journal, CancellationToken cancellationToken) =>
        LogCheck.Run(async () => await Open(database, cancellationToken), journal, cancellationToken);

    public static Task<PostgresStore> Open(string database, CancellationToken cancellationToken) =>
        PostgresStore.Open(database, new Shelf(), TimeProvider.System, cancellationToken);

    private static async Task In(Func<PostgresDatabase, Task> schedule)
    {
        await using var database = await PostgresDatabase.Create();
        await schedule(database);
    }

    private static CuttingProxy Before(PostgresDatabase database) =>
        new(new IPEndPoint(IPAddress.Loopback, new NpgsqlConnectionStringBuilder(database.ConnectionString).Port));

    private static string Through(CuttingProxy proxy, PostgresDatabase database) =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = proxy.Port }.ToString();

    public static Task<string> Until(Func<bool> fact, string missing) => Until(fact, () => missing);

    private static Task<string> Until(Func<bool> fact, Func<string> missing) =>
        Eventually.Get(() => Task.FromResult(fact() ? "so it is" : null), Eventually.Patience, missing);
}
