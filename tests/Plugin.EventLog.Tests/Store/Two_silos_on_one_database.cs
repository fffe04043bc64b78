using System.Collections.Concurrent;
using Npgsql;
using Plugin.EventLog.Postgres;
using Plugin.EventLog.Verifying;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.EventLog.Tests.Store;

public sealed class Two_silos_on_one_database : IAsyncLifetime
{
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));
    private readonly PostgresDatabase _database = new();
    private PostgresStore? _one;
    private PostgresStore? _two;

    private PostgresStore One => _one ?? throw new InvalidOperationException("Not open.");
    private PostgresStore Two => _two ?? throw new InvalidOperationException("Not open.");
    private CancellationToken Soon => _patience.Token;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        // Both find an empty database and create the schema at once.
        var opening = new[] { Open(), Open() };
        (_one, _two) = (await opening[0], await opening[1]);
    }

    public async ValueTask DisposeAsync()
    {
        await One.DisposeAsync();
        await Two.DisposeAsync();
        await _database.DisposeAsync();
        _patience.Dispose();
    }

    [Fact]
    public void Are_parts_of_one_hub() => Assert.Equal(One.Log.Origin, Two.Log.Origin);

    [Fact]
    public async Task Leave_no_holes_and_lose_nothing_while_both_append()
    {
        var acknowledged = new ConcurrentBag<long>();
        var follower = Follow(Two.Log, 0, 800);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            var log = (writer % 2 == 0 ? One : Two).Log;
            for (var i = 0; i < 50; i++)
            {
                acknowledged.Add((await log.Append(To($"w-{writer}", i, Shelf.Added(writer * 1000 + i)), Soon)).FirstPosition);
            }
        }));

        Assert.Equal(Enumerable.Range(1, 800).Select(p => (long)p), acknowledged.Order());
        Assert.Equal(Enumerable.Range(1, 800).Select(p => (long)p), await follower);
        Assert.True((await LogVerification.Run(One, progress: null, Soon)).Verified);
        Assert.Equal(800L, await _database.Query("select count(*) from read.books"));
    }

    [Fact]
    public async Task Fight_over_one_stream_and_each_version_is_written_once()
    {
        var wins = new ConcurrentBag<long>();
        await Task.WhenAll(new[] { One, Two, One, Two }.Select(async store =>
        {
            while (await store.Log.VersionOf("s", Soon) is var version && version < 50)
            {
                try
                {
                    await store.Log.Append(To("s", version, Shelf.Noted("x")), Soon);
                    wins.Add(version + 1);
                }
                catch (StreamConflictException)
                {
                    // Another silo was faster; read again.
                }
            }
        }));

        var versions = (await One.Log.ReadStream("s", 0, Soon)).Select(e => e.Version).ToList();
        Assert.Equal(versions, wins.Order());
        Assert.Equal(Enumerable.Range(1, versions.Count).Select(v => (long)v), versions);
    }

    [Fact]
    public async Task Refuse_what_the_other_has_overtaken_and_store_its_neighbours()
    {
        await One.Log.Append(To("s", 0, Shelf.Noted("1")), Soon);
        await Two.Log.Append(To("s", 1, Shelf.Noted("2")), Soon);
        var neighbours = Enumerable.Range(0, 20).Select(i => One.Log.Append(To($"n-{i}", 0, Shelf.Noted("x")), Soon)).ToArray();
        var late = One.Log.Append(To("s", 1, Shelf.Noted("late")), Soon);

        var refusal = await Assert.ThrowsAsync<StreamConflictException>(() => late);
        Assert.Equal((1L, 2L), (refusal.Expected, refusal.Actual));
        Assert.Equal(Enumerable.Range(3, 20).Select(p => (long)p), (await Task.WhenAll(neighbours)).Select(n => n.FirstPosition).Order());
    }

    [Fact]
    public async Task Believe_nothing_they_knew_before_a_lost_connection()
    {
        await One.Log.Append(To("s", 0, Shelf.Noted("1")), Soon);
        await One.Log.Append(To("s", 1, Shelf.Noted("2")), Soon);
        await _database.Close();
        await _database.Reopen();
        // As a restore to the past would.
        await _database.Query("delete from log.events where position = 2");

        var refusal = await Assert.ThrowsAsync<StreamConflictException>(() => One.Log.Append(To("s", 2, Shelf.Noted("3")), Soon));
        Assert.Equal(1, refusal.Actual);
    }

    [Fact]
    public async Task See_each_others_appends_when_they_follow()
    {
        var seen = Follow(Two.Log, 0, 3);
        await One.Log.Append(To("a", 0, Shelf.Noted("1")), Soon);
        await Two.Log.Append(To("b", 0, Shelf.Noted("2")), Soon);
        await One.Log.Append(To("a", 1, Shelf.Noted("3")), Soon);

        Assert.Equal([1L, 2L, 3L], await seen);
    }

    [Fact]
    public async Task Read_each_others_appends_by_their_places_however_short_the_log_was()
    {
        // Of a table that was never analysed the planner guesses that reading all of it is cheapest, and keeps what it guessed.
        await using (var third = await Open())
        {
            var seen = Follow(third.Log, 0, 400);
            for (var i = 0; i < 400; i++)
            {
                await One.Log.Append(To("s", i, Shelf.Noted("x")), Soon);
            }

            await seen;
        }

        // A session tells its counts when it has ended.
        await Eventually.Get(
            async () => await Read("idx_tup_fetch + seq_tup_read") >= 400 ? "told" : null, Eventually.Patience, () => "400 events in PostgreSQL's figures");

        Assert.Equal(0, await Read("seq_tup_read"));

        async Task<long> Read(string counter) =>
            (long)(await _database.Query($"select {counter} from pg_stat_user_tables where relname = 'events'"))!;
    }

    [Fact]
    public async Task Keep_following_when_the_followers_connection_is_lost()
    {
        var seen = Follow(Two.Log, 0, 2);
        await One.Log.Append(To("a", 0, Shelf.Noted("1")), Soon);
        await Terminate("plugin store");
        await One.Log.Append(To("a", 1, Shelf.Noted("2")), Soon);

        Assert.Equal([1L, 2L], await seen);
    }

    [Fact]
    public async Task Neither_lose_nor_double_an_append_whose_connection_is_killed()
    {
        var acknowledged = new ConcurrentBag<long>();
        var kills = 0L;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; i < 100;)
            {
                try
                {
                    var appended = await One.Log.Append(To($"w-{writer}", i, Shelf.Added(writer * 1000 + i)), Soon);
                    acknowledged.Add(appended.FirstPosition);
                    // The other writers' appends are under way meanwhile. Whoever was cut off cuts nobody off: they would go on like this for ever.
                    if (++i % 10 == 5)
                    {
                        Interlocked.Add(ref kills, await Terminate("plugin log writer"));
                    }
                }
                catch (LogUnavailableException)
                {
                    // Known not to be stored: if that were wrong, the same append would meet its own event as a conflict.
                }
            }
        }));

        Assert.True(kills > 3, $"Only {kills} connections were killed.");
        Assert.Equal(Enumerable.Range(1, 800).Select(p => (long)p), acknowledged.Order());
        Assert.Equal(800, await Two.Log.Head(Soon));
        Assert.True((await LogVerification.Run(Two, progress: null, Soon)).Verified);
    }

    [Fact]
    public async Task Take_the_lock_from_a_silo_that_froze_in_the_middle_of_sending()
    {
        await using var frozen = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
        await frozen.OpenAsync(Soon);
        await using var transaction = await frozen.BeginTransactionAsync(Soon);
        await using var command = new NpgsqlCommand(LogLock.Take, frozen, transaction);
        await command.ExecuteNonQueryAsync(Soon);

        var appended = await One.Log.Append(To("a", 0, Shelf.Noted("x")), Soon);

        Assert.Equal(1, appended.FirstPosition);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => command.ExecuteNonQueryAsync(Soon));
    }

    [Fact]
    public async Task Rebuild_while_the_other_appends()
    {
        for (var i = 0; i < 20; i++)
        {
            await Task.WhenAll(Enumerable.Range(i * 100, 100).Select(id => One.Log.Append(To($"a-{id}", 0, Shelf.Added(id)), Soon)));
        }

        var rebuild = One.Read.Rebuild(progress: null, Soon);
        var next = 2000;
        do
        {
            await Two.Log.Append(To($"a-{next}", 0, Shelf.Added(next)), Soon);
            next++;
        }
        while (!rebuild.IsCompleted);
        await rebuild;

        Assert.Equal((long)next, await _database.Query("select count(*) from read.books"));
        Assert.Equal(0L, await _database.Query("select count(*) from pg_tables where schemaname = 'read' and tablename like '%fresh%'"));
    }

    [Fact]
    public async Task Share_counters_presences_and_duties()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? One : Two).Live.TakeIds("task", 2, Soon)));
        await One.Live.Seen([new Heartbeat("node-1", "a", "{}"), new Heartbeat("node-1", "b", "{}")], Soon);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => 1L + 2 * i), ids.Order());
        Assert.Equal("b", Assert.Single(await Two.Live.Presences("node-", Soon)).Session);
        Assert.True((await One.Live.Hold("d", "one", TimeSpan.FromMinutes(1), Soon)).Held);
        Assert.False((await Two.Live.Hold("d", "two", TimeSpan.FromMinutes(1), Soon)).Held);
    }

    private Task<PostgresStore> Open() => PostgresStore.Open(_database.ConnectionString, new Shelf(), TimeProvider.System, Soon);

    private static Append To(string stream, long expected, params NewEvent[] events) =>
        new() { Streams = [new StreamAppend(stream, expected, events)] };

    private async Task<List<long>> Follow(IEventLog log, long after, int count)
    {
        var positions = new List<long>();
        try
        {
            await foreach (var @event in log.Follow(after, Soon))
            {
                positions.Add(@event.Position);
                if (positions.Count == count)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Of {count} events after position {after}, {positions.Count} were seen.");
        }

        return positions;
    }

    private async Task<long> Terminate(string application) => (long)(await _database.Query(
        $"select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = '{application}' and datname = current_database()"))!;
}
