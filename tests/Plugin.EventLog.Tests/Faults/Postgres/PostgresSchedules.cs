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
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Two silos append to the same streams while the connections of one are cut, some before the database hears of an append, some between
    /// its commit and the answer, and some of the other's are ended by the database.
    /// </summary>
    public static Task Cut(int seed, CancellationToken cancellationToken) => In(async database =>
    {
        var (chance, journal) = (new Chance(seed), new Journal());
        await using var proxy = new CuttingProxy(new IPEndPoint(IPAddress.Loopback, new NpgsqlConnectionStringBuilder(database.ConnectionString).Port));
        var through = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = proxy.Port }.ToString();
        await using (var one = await Open(through, cancellationToken))
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
    /// A silo is stopped in the middle of an append; the other goes on within 5 s; the stopped one goes on later, and neither lost nor doubled
    /// anything.
    /// </summary>
    /// <returns>How long the other waited at most, and whether the stopped silo held the log's lock.</returns>
    public static async Task<(TimeSpan Waited, bool HeldTheLock)> Freeze(int seed, CancellationToken cancellationToken)
    {
        var answer = (Waited: TimeSpan.Zero, HeldTheLock: false);
        await In(async database =>
        {
            var (chance, journal) = (new Chance(seed), new Journal());
            await using var steady = await WriterProcess.Start(database.ConnectionString, seed, 1, 4, 100_000, journal);
            await using var frozen = await WriterProcess.Start(database.ConnectionString, seed, 2, 16, 100_000, journal);
            await steady.Acknowledges(20);
            await frozen.Acknowledges(chance.Between(10, 60));
            answer.HeldTheLock = await FreezeInMidAppend(frozen, steady, database);
            answer.Waited = await NextAcknowledgement(steady, TimeSpan.FromSeconds(6));
            await steady.Acknowledges(steady.Acknowledged + 50);
            frozen.Thaw();
            await frozen.Acknowledges(frozen.Acknowledged + 20);
            await frozen.Kill();
            await steady.Kill();
            await Check(database.ConnectionString, journal, cancellationToken);
        });
        return answer;
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
            using var enough = new CancellationTokenSource();
            var writing = Task.WhenAll(
                Authors.Run(one, seed, 1, chance.Between(1, 5), 100_000, journal.Accept, enough.Token),
                Authors.Run(two, seed, 2, chance.Between(1, 5), 100_000, journal.Accept, enough.Token));
            await More(journal, chance.Between(5, 100));
            await server.Stop(chance.Among("immediate", "fast"));
            await server.Start();
            await More(journal, 50);
            await enough.CancelAsync();
            await writing;
        }

        await Check(database, journal, cancellationToken);
    }

    public static Task More(Journal journal, int count)
    {
        var enough = journal.Acknowledged + count;
        return Until(() => journal.Acknowledged >= enough, $"{enough} acknowledgements; there are {journal.Acknowledged}");
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

    // A moment at which the server waits for the rest of what the frozen silo was sending, or, after many tries, any moment.
    private static async Task<bool> FreezeInMidAppend(WriterProcess frozen, WriterProcess steady, PostgresDatabase database)
    {
        for (var attempt = 0; ; attempt++)
        {
            frozen.Freeze();
            // Twice: what it had sent in full is stored in between.
            var held = await Held("0") && await Held("0.1");
            if (held || attempt == 300)
            {
                return held;
            }

            frozen.Thaw();
            var next = steady.Acknowledged + 1;
            await steady.Acknowledges(next);
        }

        async Task<bool> Held(string seconds) => (bool)(await database.Query($"""
            select exists (
                select from pg_sleep({seconds}), pg_locks l join pg_stat_activity a on a.pid = l.pid
                where l.locktype = 'advisory' and l.objid = 1347179847 and l.granted and a.datname = current_database()
                    and a.wait_event_type = 'Client')
            """))!;
    }

    private static async Task<TimeSpan> NextAcknowledgement(WriterProcess writer, TimeSpan within)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var next = writer.Acknowledged + 1;
        await Eventually.Get(
            () => Task.FromResult(writer.Acknowledged >= next ? "going on" : null), within, () => "an acknowledgement while the other silo is frozen");
        return clock.Elapsed;
    }

    public static Task<string> Until(Func<bool> fact, string missing) =>
        Eventually.Get(() => Task.FromResult(fact() ? "so it is" : null), Patience, () => missing);
}
