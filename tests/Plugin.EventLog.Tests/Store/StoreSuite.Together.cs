using System.Collections.Concurrent;

namespace Plugin.EventLog.Tests.Store;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task Many_writers_leave_no_holes_and_lose_nothing()
    {
        const int Writers = 32;
        const int Appends = 25;
        var acknowledged = new ConcurrentBag<(long Position, string Stream, long Version)>();
        var followed = Take(Log, 0, Writers * Appends * 2);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            await Task.Yield();
            for (var i = 0; i < Appends; i++)
            {
                var appended = await Append($"w-{writer}", 2 * i, Shelf.Added(writer * 1000 + i), Shelf.Noted("x"));
                acknowledged.Add((appended.FirstPosition, $"w-{writer}", 2 * i + 1));
                Assert.Equal(appended.FirstPosition + 1, appended.LastPosition);
            }
        }));

        var stored = await Log.Read(0, 10_000, Soon);
        Assert.Equal(Enumerable.Range(1, Writers * Appends * 2).Select(p => (long)p), stored.Select(e => e.Position));
        Assert.Equal(
            stored.Where(e => e.Version % 2 == 1).Select(e => (e.Position, e.Stream, e.Version)), acknowledged.OrderBy(a => a.Position));
        Assert.Equal(stored.Select(e => (e.Position, e.Stream, e.Version)), (await followed).Select(e => (e.Position, e.Stream, e.Version)));
        Assert.Equal(Writers * Appends, (await Dump(Store)).Count);
    }

    [Fact]
    public async Task Of_many_writers_who_start_one_stream_one_wins_and_all_others_are_told()
    {
        var outcomes = await Settle([.. Enumerable.Range(0, 20).Select(i => Append("one", 0, Shelf.Noted($"{i}")))]);

        Assert.Single(outcomes, e => e is null);
        Assert.All(outcomes.OfType<Exception>(), e => Assert.Equal(1, Assert.IsType<StreamConflictException>(e).Actual));
        Assert.Equal(1, await Log.Head(Soon));
    }

    [Fact]
    public async Task Appends_to_one_stream_that_wait_together_see_each_other()
    {
        var outcomes = await Settle(
            Append("s", 0, Shelf.Noted("1")), Append("s", 1, Shelf.Noted("2"), Shelf.Noted("3")), Append("s", 2, Shelf.Noted("stale")),
            Log.Append(To("guarded", 0, Shelf.Noted("4")) with { Guards = [new Guard("s", 3)] }, Soon), Append("s", 3, Shelf.Noted("5")));

        Assert.Equal([null, null, typeof(StreamConflictException), null, null], outcomes.Select(e => e?.GetType()));
        Assert.Equal([1L, 2L, 3L, 4L], (await Log.ReadStream("s", 0, Soon)).Select(e => e.Version));
        Assert.Equal(5, await Log.Head(Soon));
    }

    [Fact]
    public async Task Changes_of_one_row_by_appends_that_wait_together_add_up_without_the_refused_ones()
    {
        await Append("t", 0, Shelf.Opened("books", "all"));
        var outcomes = await Settle(
            Append("a", 0, Shelf.Added(1)), Append("b", 7, Shelf.Added(2)), Append("c", 0, Shelf.Added(3)), Append("a", 1, Shelf.Grown(1, 11)),
            Append("c", 1, Shelf.Lost(3)));

        Assert.Equal([null, typeof(StreamConflictException), null, null, null], outcomes.Select(e => e?.GetType()));
        Assert.Equal(1L, Assert.Single(await Store.Read.Where("tallies", "name", "all", 9, Soon))["total"]);
        Assert.Equal(111L, Assert.Single(await Store.Read.Where("books", "pages", 111, 9, Soon))["pages"]);
        Assert.Equal(2, (await Dump(Store)).Count);
    }

    [Fact]
    public async Task One_idempotency_key_used_twice_at_once_is_stored_once()
    {
        var first = Log.Append(To("a", 0, Shelf.Added(1)) with { IdempotencyKey = "k", Outcome = Bytes("first") }, Soon);
        var second = Log.Append(To("a", 0, Shelf.Added(1)) with { IdempotencyKey = "k", Outcome = Bytes("second") }, Soon);
        var other = Append("b", 0, Shelf.Added(2));
        await Task.WhenAll(first, second, other);

        Assert.False((await first).Replayed);
        Assert.True((await second).Replayed);
        Assert.Equal("first", Text((await second).Outcome));
        Assert.Equal(2, await Log.Head(Soon));
    }

    [Fact]
    public async Task A_key_wanted_by_several_at_once_goes_to_one()
    {
        var outcomes = await Settle([.. Enumerable.Range(0, 5).Select(i => Log.Append(
            To($"user-{i}", 0, Shelf.Noted("x")) with { Keys = [new TakeKey("user.name", "alice", $"user-{i}")] }, Soon))]);

        var winner = Array.FindIndex(outcomes, e => e is null);
        Assert.Equal($"user-{winner}", await Log.OwnerOf("user.name", "alice", Soon));
        Assert.All(
            outcomes.Where((_, i) => i != winner), e => Assert.Equal($"user-{winner}", Assert.IsType<KeyTakenException>(e).Owner));
        Assert.Equal(1, await Log.Head(Soon));
    }

    [Fact]
    public async Task A_withdrawn_append_is_not_stored()
    {
        using var withdrawn = new CancellationTokenSource();
        await withdrawn.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.Append(To("a", 0, Shelf.Noted("x")), withdrawn.Token));

        Assert.Equal(0, await Log.Head(Soon));
    }
}
