using Plugin.EventLog.Entries;
using Plugin.EventLog.Verifying;

namespace Plugin.EventLog.Tests.Store;

/// <summary>What both databases must do beyond the suite: outlive their process, and be found out when tampered with.</summary>
public abstract partial class DatabaseSuite : StoreSuite
{
    /// <summary>Opens the same database for looking only, beside the store that is open.</summary>
    private protected abstract Task<IStore> Look();

    /// <summary>Closes the store, and opens the same database again.</summary>
    private protected abstract Task<IStore> Reopen(IProjector projector);

    /// <summary>Runs SQL behind the store's back. Tables of the log are prefixed with {log}.</summary>
    private protected abstract Task Tamper(string sql);

    private protected abstract string Literal(ReadOnlyMemory<byte> bytes);

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        await Log.Append(
            To("a", 0, Shelf.Added(1)) with
            {
                Keys = [new TakeKey("k", "v", "o")],
                Vault = [new VaultWrite("key", "1", Bytes("secret"))],
                IdempotencyKey = "once",
                Outcome = Bytes("done"),
            },
            Soon);
        await Store.Live.TakeIds("task", 5, Soon);
        var origin = Log.Origin;
        var before = await Dump(Store);

        await using var store = await Reopen(new Shelf());

        Assert.Equal(origin, store.Log.Origin);
        Assert.Equal(before, await Dump(store));
        Assert.Equal((1, "o", "done"), (await store.Log.Head(Soon), await store.Log.OwnerOf("k", "v", Soon), Text(await store.Log.OutcomeOf("once", Soon))));
        Assert.Equal("secret", Text(await store.Vault.Read("key", "1", Soon)));
        Assert.Equal(6, await store.Live.TakeIds("task", 1, Soon));
        await store.Log.Append(To("a", 1, Shelf.Noted("x")), Soon);
        Assert.True((await LogVerification.Run(store, progress: null, Soon)).Verified);
    }

    [Fact]
    public async Task A_generation_is_the_logs_after_a_restart()
    {
        await OpenGeneration(2);

        await using var store = await Reopen(new Shelf());

        Assert.Equal(2, store.Log.Origin.Generation);
    }

    [Fact]
    public async Task A_generation_that_no_event_opens_fails_the_verification()
    {
        await FillShelf();
        await Tamper("update {log}origin set generation = 4");

        await using var store = await Reopen(new Shelf());
        var report = await LogVerification.Run(store, progress: null, Soon);

        Assert.Equal(new BadEvent(14, "no event opens generation 4, which the log's origin names"), report.FirstBad);
    }

    [Fact]
    public async Task A_read_table_with_another_version_is_replayed_when_opened()
    {
        await FillShelf();
        var before = await Dump(Store);
        await Tamper("delete from {read}books");
        Assert.NotEqual(before, await Dump(Store));

        await using var same = await Reopen(new Shelf());
        Assert.NotEqual(before, await Dump(same));
        await same.DisposeAsync();
        await using var newer = await Reopen(new Shelf(version: 2));
        Assert.Equal(before, await Dump(newer));
    }

    [Fact]
    public async Task A_rebuild_touches_nothing_but_the_read_tables_while_appends_go_on()
    {
        for (var i = 0; i < 1500; i += 50)
        {
            await Task.WhenAll(Enumerable.Range(i, 50).Select(id => Append($"a-{id}", 0, Shelf.Added(id))));
        }

        var rebuild = Store.Read.Rebuild(progress: null, Soon);
        var appended = 1500;
        do
        {
            await Append($"a-{appended}", 0, Shelf.Added(appended));
            appended++;
        }
        while (!rebuild.IsCompleted);
        await rebuild;

        Assert.Equal(appended, (await Dump(Store)).Count);
        Assert.Equal(appended, await Log.Head(Soon));
        await Assert.ThrowsAsync<AppendRejectedException>(() => Append("dup", 0, Shelf.Added(90_000, "book 7")));
    }

    [Theory]
    [InlineData("update {log}events set data = replace_byte(data) where position = 5", 5, "does not match its leaf hash")]
    [InlineData("update {log}events set leaf = salt where position = 2", 2, "does not match its leaf hash")]
    [InlineData("update {log}events set salt = data where position = 3", 3, "its salt has")]
    [InlineData("update {log}events set name = 'note/2' where position = 13", 13, "does not match its leaf hash")]
    [InlineData("delete from {log}events where position = 4", 4, "there is no such event; the next one is at 5")]
    [InlineData("update {log}events set position = 100 where position = 1", 1, "there is no such event; the next one is at 2")]
    public async Task Tampering_is_found_and_the_first_bad_position_is_named(string sql, long position, string why)
    {
        await FillShelf();
        await Tamper(sql);

        await using var looking = await Look();
        var report = await LogVerification.Run(looking, progress: null, Soon);

        Assert.Equal(position, report.FirstBad?.Position);
        Assert.Contains(why, report.FirstBad!.Why, StringComparison.Ordinal);
        Assert.Equal(position - 1, report.Events);
    }

    [Fact]
    public async Task A_changed_event_whose_leaf_was_recomputed_is_found_at_the_next_checkpoint()
    {
        await FillShelf();
        using var key = NewKey();
        await (await Maker(key)).Make(Soon);
        await Append("c", 0, Shelf.Noted("later"));
        var changed = (await Log.Read(4, 1, Soon))[0] with { Data = Bytes("""{"id":1}""") };
        await Tamper($"update {{log}}events set data = {Literal(changed.Data)}, leaf = {Literal(Entry.Leaf(changed))} where position = 5");

        await using var looking = await Look();
        var report = await LogVerification.Run(looking, progress: null, Soon);

        Assert.Null(report.FirstBad);
        Assert.Equal(13, report.FirstBadCheckpoint?.Size);
        var refused = await Assert.ThrowsAsync<LogUnusableException>(async () => await (await Maker(key)).Make(Soon));
        Assert.Contains("does not continue its checkpoint of 13 events", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hole_in_the_versions_of_a_stream_is_found_though_its_leaf_was_made_anew()
    {
        await Append("a", 0, Shelf.Noted("1"), Shelf.Noted("2"));
        await Append("b", 0, Shelf.Noted("1"));
        await Append("a", 2, Shelf.Noted("3"));
        await Append("c", 0, Shelf.Noted("1"));
        var moved = (await Log.Read(3, 1, Soon))[0] with { Version = 4 };
        await Tamper($"update {{log}}events set version = 4, leaf = {Literal(Entry.Leaf(moved))} where position = 4");

        await using var looking = await Look();
        var report = await LogVerification.Run(looking, progress: null, Soon);

        Assert.Equal(new BadEvent(4, "stream a continues with version 4; 3 is next"), report.FirstBad);
        Assert.Equal(3, report.Events);
    }

    [Fact]
    public async Task Versions_of_a_stream_that_changed_places_are_found_though_their_leaves_were_made_anew()
    {
        await Append("a", 0, Shelf.Noted("1"), Shelf.Noted("2"));
        var events = await Log.Read(0, 2, Soon);
        var (first, second) = (Literal(Entry.Leaf(events[0] with { Version = 2 })), Literal(Entry.Leaf(events[1] with { Version = 1 })));
        await Tamper($"update {{log}}events set version = 9 where position = 1");
        await Tamper($"update {{log}}events set version = 1, leaf = {second} where position = 2");
        await Tamper($"update {{log}}events set version = 2, leaf = {first} where position = 1");

        await using var looking = await Look();
        var report = await LogVerification.Run(looking, progress: null, Soon);

        Assert.Equal(new BadEvent(1, "it is version 2 of stream a, whose version 1 comes later, at 2"), report.FirstBad);
    }

    [Theory]
    [InlineData("update {log}tiles set hashes = replace_byte(hashes) where level = 0 and {index} = 1", 0, 1, 512, "its hashes are not those of the events")]
    [InlineData("update {log}tiles set root = replace_byte(root) where level = 0 and {index} = 2", 0, 2, 768, "its root is not that of its hashes")]
    [InlineData("delete from {log}tiles where level = 0 and {index} = 0", 0, 0, 256, "it is missing, though later ones are there")]
    public async Task A_stored_tile_that_the_events_do_not_make_is_found(string sql, int level, long index, long last, string why)
    {
        for (var i = 0; i < 4; i++)
        {
            await Append("long", i * 256, [.. Enumerable.Range(0, 256).Select(number => Shelf.Noted($"{number}"))]);
        }

        using var key = NewKey();
        await (await Maker(key)).Make(Soon);
        Assert.Equal(4, (await LogVerification.Run(Store, progress: null, Soon)).Tiles);
        await Tamper(sql);

        await using var looking = await Look();
        var report = await LogVerification.Run(looking, progress: null, Soon);

        Assert.Equal(new BadTile(level, index, last, why), report.FirstBadTile);
    }

    [Fact]
    public async Task Who_looks_sees_what_is_appended_meanwhile_and_cannot_append()
    {
        await Append("a", 0, Shelf.Noted("x"));
        await using var looking = await Look();
        await Append("a", 1, Shelf.Noted("y"));

        Assert.Equal(2, await looking.Log.Head(Soon));
        await Assert.ThrowsAsync<InvalidOperationException>(() => looking.Log.Append(To("a", 2, Shelf.Noted("z")), Soon));
    }

    [Fact]
    public async Task Opening_reads_the_end_of_the_log_only()
    {
        await FillShelf();
        await Tamper("update {log}events set leaf = salt where position = 1");

        await using var store = await Reopen(new Shelf());

        Assert.Equal(13, await store.Log.Head(Soon));
    }

    [Fact]
    public async Task A_log_whose_last_event_is_damaged_is_refused()
    {
        await FillShelf();
        await Tamper("update {log}events set leaf = salt where position = 13");

        var refused = await Assert.ThrowsAsync<LogUnusableException>(() => Reopen(new Shelf()));

        Assert.Contains("position 13 does not match its hash. Restore it from a backup", refused.Message, StringComparison.Ordinal);
    }
}
