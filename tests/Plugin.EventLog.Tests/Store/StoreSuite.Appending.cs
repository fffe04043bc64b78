using Plugin.EventLog.Entries;

namespace Plugin.EventLog.Tests.Store;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task An_append_over_two_streams_is_stored_in_its_order()
    {
        var appended = await Log.Append(
            new Append
            {
                Streams =
                [
                    new StreamAppend("task-1", 0, [Shelf.Added(1), Shelf.Lent(1)]),
                    new StreamAppend("run-1", 0, [Shelf.Noted("born")]),
                ],
            },
            Soon);

        Assert.Equal((1, 3, false), (appended.FirstPosition, appended.LastPosition, appended.Replayed));
        var events = await Log.Read(0, 10, Soon);
        Assert.Equal(
            [(1, "task-1", 1, "book.added/1"), (2, "task-1", 2, "book.lent/1"), (3, "run-1", 1, "note/1")],
            events.Select(e => (e.Position, e.Stream, e.Version, e.Name)));
    }

    [Fact]
    public async Task An_event_comes_back_as_it_was_hashed()
    {
        var @event = new NewEvent("odd/1", Bytes("{ \"é\" : 1 }"), ReadOnlyMemory<byte>.Empty);
        await Log.Append(To("straße-1", 0, @event), Soon);

        var stored = Assert.Single(await Log.ReadStream("straße-1", 0, Soon));
        Assert.Equal("{ \"é\" : 1 }", Text(stored.Data));
        Assert.Equal(0, stored.Metadata.Length);
        Assert.Equal(Entry.SaltBytes, stored.Salt.Length);
        Assert.Equal(0, stored.At.UtcTicks % TimeSpan.TicksPerMicrosecond);
        Assert.Equal(Entry.Leaf("straße-1", 1, @event, stored.At, stored.Salt.Span), stored.Leaf.ToArray());
    }

    [Fact]
    public async Task Salts_differ_between_equal_events()
    {
        await Append("a", 0, Shelf.Noted("same"), Shelf.Noted("same"));

        var events = await Log.Read(0, 10, Soon);
        Assert.NotEqual(events[0].Salt.ToArray(), events[1].Salt.ToArray());
    }

    [Fact]
    public async Task A_stale_writer_is_told_both_versions_and_nothing_of_its_append_is_stored()
    {
        await Append("task-1", 0, Shelf.Added(1), Shelf.Lent(1));

        var conflict = await Assert.ThrowsAsync<StreamConflictException>(() => Log.Append(
            new Append { Streams = [new StreamAppend("run-1", 0, [Shelf.Added(2)]), new StreamAppend("task-1", 1, [Shelf.Added(3)])] },
            Soon));

        Assert.Equal(("task-1", 1, 2), (conflict.Stream, conflict.Expected, conflict.Actual));
        Assert.Equal(2, await Log.Head(Soon));
        Assert.Equal(0, await Log.VersionOf("run-1", Soon));
        Assert.Empty(await Store.Read.Where("books", "id", 2L, 1, Soon));
    }

    [Fact]
    public async Task A_new_stream_cannot_be_started_twice()
    {
        await Append("task-1", 0, Shelf.Noted("first"));

        var conflict = await Assert.ThrowsAsync<StreamConflictException>(() => Append("task-1", 0, Shelf.Noted("second")));

        Assert.Equal(("task-1", 0, 1), (conflict.Stream, conflict.Expected, conflict.Actual));
    }

    [Fact]
    public async Task A_stream_that_is_not_there_cannot_be_continued()
    {
        var conflict = await Assert.ThrowsAsync<StreamConflictException>(() => Append("task-1", 5, Shelf.Noted("sixth")));

        Assert.Equal(("task-1", 5, 0), (conflict.Stream, conflict.Expected, conflict.Actual));
    }

    [Fact]
    public async Task A_stale_guard_fails_the_append_and_a_fresh_one_lets_it_pass()
    {
        await Append("collaboration-1", 0, Shelf.Noted("a"), Shelf.Noted("b"));

        var conflict = await Assert.ThrowsAsync<StreamConflictException>(() =>
            Log.Append(To("task-1", 0, Shelf.Noted("x")) with { Guards = [new Guard("collaboration-1", 1)] }, Soon));
        var appended = await Log.Append(
            To("task-1", 0, Shelf.Noted("x")) with { Guards = [new Guard("collaboration-1", 2), new Guard("nothing", 0)] }, Soon);

        Assert.Equal(("collaboration-1", 1, 2), (conflict.Stream, conflict.Expected, conflict.Actual));
        Assert.Equal(3, appended.FirstPosition);
    }

    [Fact]
    public async Task A_key_has_one_owner_until_that_owner_releases_it()
    {
        await Log.Append(To("user-1", 0, Shelf.Noted("x")) with { Keys = [new TakeKey("user.name", "alice", "user-1")] }, Soon);

        var taken = await Assert.ThrowsAsync<KeyTakenException>(() =>
            Log.Append(To("user-2", 0, Shelf.Noted("x")) with { Keys = [new TakeKey("user.name", "alice", "user-2")] }, Soon));
        Assert.Equal(("user.name", "alice", "user-1"), (taken.Kind, taken.Value, taken.Owner));
        Assert.Equal(0, await Log.VersionOf("user-2", Soon));

        await Log.Append(To("user-2", 0, Shelf.Noted("y")) with { Keys = [new ReleaseKey("user.name", "alice", "user-2")] }, Soon);
        Assert.Equal("user-1", await Log.OwnerOf("user.name", "alice", Soon));

        await Log.Append(
            To("user-1", 1, Shelf.Noted("y")) with
            {
                Keys = [new ReleaseKey("user.name", "alice", "user-1"), new TakeKey("user.name", "alicia", "user-1")],
            },
            Soon);
        Assert.Null(await Log.OwnerOf("user.name", "alice", Soon));
        Assert.Equal("user-1", await Log.OwnerOf("user.name", "alicia", Soon));
    }

    [Fact]
    public async Task Taking_a_key_again_as_its_owner_is_no_conflict()
    {
        var take = new TakeKey("user.name", "alice", "user-1");
        await Log.Append(To("user-1", 0, Shelf.Noted("x")) with { Keys = [take] }, Soon);
        await Log.Append(To("user-1", 1, Shelf.Noted("y")) with { Keys = [take] }, Soon);

        Assert.Equal("user-1", await Log.OwnerOf("user.name", "alice", Soon));
    }

    [Fact]
    public async Task A_known_idempotency_key_answers_with_the_stored_outcome_before_anything_is_checked()
    {
        var once = To("task-1", 0, Shelf.Added(1)) with { IdempotencyKey = "k", Outcome = Bytes("task 1") };
        var first = await Log.Append(once, Soon);
        var again = await Log.Append(once with { Outcome = Bytes("task 2") }, Soon);

        Assert.Equal((false, "task 1"), (first.Replayed, Text(first.Outcome)));
        Assert.Equal((true, "task 1", 0, 0), (again.Replayed, Text(again.Outcome), again.FirstPosition, again.LastPosition));
        Assert.Equal(1, await Log.Head(Soon));
        Assert.Equal("task 1", Text(await Log.OutcomeOf("k", Soon)));
        Assert.Null(await Log.OutcomeOf("unknown", Soon));
    }

    [Fact]
    public async Task A_failed_append_does_not_use_up_its_idempotency_key()
    {
        await Assert.ThrowsAsync<StreamConflictException>(() =>
            Log.Append(To("task-1", 3, Shelf.Noted("x")) with { IdempotencyKey = "k", Outcome = Bytes("no") }, Soon));

        var appended = await Log.Append(To("task-1", 0, Shelf.Noted("x")) with { IdempotencyKey = "k", Outcome = Bytes("yes") }, Soon);

        Assert.Equal((false, "yes"), (appended.Replayed, Text(appended.Outcome)));
    }

    [Fact]
    public async Task Vault_writes_travel_with_their_append()
    {
        await Log.Append(
            To("user-1", 0, Shelf.Noted("x")) with { Vault = [new VaultWrite("key", "1", Bytes("secret")), new VaultWrite("key", "2", Bytes("other"))] }, Soon);
        await Assert.ThrowsAsync<StreamConflictException>(() =>
            Log.Append(To("user-1", 0, Shelf.Noted("x")) with { Vault = [new VaultWrite("key", "1", Bytes("never"))] }, Soon));
        await Log.Append(To("user-1", 1, Shelf.Noted("x")) with { Vault = [new VaultWrite("key", "2", null)] }, Soon);

        Assert.Equal("secret", Text(await Store.Vault.Read("key", "1", Soon)));
        Assert.Null(await Store.Vault.Read("key", "2", Soon));
    }

    [Fact]
    public async Task An_entry_of_60_000_bytes_fits_and_one_more_does_not()
    {
        var small = new NewEvent("big/1", ReadOnlyMemory<byte>.Empty, ReadOnlyMemory<byte>.Empty);
        var room = Entry.MaxBytes - Entry.SizeOf("s", small);

        await Log.Append(To("s", 0, small with { Data = new byte[room] }), Soon);
        var refused = await Assert.ThrowsAsync<ArgumentException>(() =>
            Log.Append(To("s", 1, small with { Data = new byte[room + 1] }), Soon));

        Assert.Contains("60001 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Equal(room, (await Log.Read(0, 1, Soon))[0].Data.Length);
    }

    [Fact]
    public async Task An_append_without_events_or_with_a_stream_twice_is_a_bug_of_its_author()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Log.Append(new Append { Streams = [] }, Soon));
        await Assert.ThrowsAsync<ArgumentException>(() => Log.Append(
            new Append { Streams = [new StreamAppend("a", 0, [Shelf.Noted("x")]), new StreamAppend("a", 1, [Shelf.Noted("y")])] }, Soon));
        await Assert.ThrowsAsync<ArgumentException>(() => Append("a\0b", 0, Shelf.Noted("x")));

        Assert.Equal(0, await Log.Head(Soon));
    }
}
