namespace Plugin.EventLog.Tests.Store;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task A_stream_is_read_after_a_version_and_the_log_after_a_position()
    {
        await Append("a", 0, Shelf.Noted("1"), Shelf.Noted("2"));
        await Append("b", 0, Shelf.Noted("3"));
        await Append("a", 2, Shelf.Noted("4"));

        Assert.Equal([(2, 2), (4, 3)], (await Log.ReadStream("a", 1, Soon)).Select(e => (e.Position, e.Version)));
        Assert.Empty(await Log.ReadStream("a", 3, Soon));
        Assert.Empty(await Log.ReadStream("c", 0, Soon));
        Assert.Equal([2L, 3L], (await Log.Read(1, 2, Soon)).Select(e => e.Position));
        Assert.Empty(await Log.Read(4, 10, Soon));
        Assert.Equal((3, 0, 4), (await Log.VersionOf("a", Soon), await Log.VersionOf("c", Soon), await Log.Head(Soon)));
    }

    [Fact]
    public async Task Log_time_never_goes_back()
    {
        for (var i = 0; i < 20; i++)
        {
            await Append("a", i, Shelf.Noted("x"));
        }

        var times = (await Log.Read(0, 100, Soon)).Select(e => e.At).ToList();
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public async Task A_follower_sees_what_was_there_and_what_comes_each_once_and_in_order()
    {
        for (var i = 0; i < 700; i++)
        {
            await Append($"old-{i}", 0, Shelf.Noted("x"), Shelf.Noted("y"));
        }

        var seen = Take(Log, 100, 1340);
        for (var i = 0; i < 20; i++)
        {
            await Append($"new-{i}", 0, Shelf.Noted("x"), Shelf.Noted("y"));
        }

        Assert.Equal(Enumerable.Range(101, 1340).Select(p => (long)p), (await seen).Select(e => e.Position));
    }

    [Fact]
    public async Task A_waiting_follower_is_woken_by_an_append()
    {
        await Append("a", 0, Shelf.Noted("x"));
        await using var follower = Log.Follow(1, Soon).GetAsyncEnumerator(Soon);
        var next = follower.MoveNextAsync();
        Assert.False(next.IsCompleted);

        await Append("a", 1, Shelf.Noted("y"));

        Assert.True(await next);
        Assert.Equal((2, "a", 2), (follower.Current.Position, follower.Current.Stream, follower.Current.Version));
        var stored = (await Log.Read(1, 1, Soon))[0];
        Assert.Equal(stored.At, follower.Current.At);
        Assert.Equal(stored.Leaf.ToArray(), follower.Current.Leaf.ToArray());
        Assert.Equal(stored.Salt.ToArray(), follower.Current.Salt.ToArray());
    }

    [Fact]
    public async Task A_follower_ends_by_cancellation_only()
    {
        using var stop = new CancellationTokenSource();
        await using var follower = Log.Follow(0, stop.Token).GetAsyncEnumerator(Soon);
        var next = follower.MoveNextAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }

    [Fact]
    public async Task Vault_entries_are_read_one_by_one_and_together()
    {
        await Store.Vault.Write(
            [new VaultWrite("key", "1", Bytes("one")), new VaultWrite("key", "2", Bytes("two")), new VaultWrite("blob", "1", Array.Empty<byte>())], Soon);
        await Store.Vault.Write([new VaultWrite("key", "2", Bytes("zwei")), new VaultWrite("key", "3", null)], Soon);

        var read = await Store.Vault.ReadMany("key", ["1", "2", "3"], Soon);
        Assert.Equal([("1", "one"), ("2", "zwei")], read.OrderBy(e => e.Key).Select(e => (e.Key, Text(e.Value))));
        Assert.Equal(0, (await Store.Vault.Read("blob", "1", Soon))!.Value.Length);
        Assert.Null(await Store.Vault.Read("blob", "2", Soon));
    }

    [Fact]
    public async Task Ids_of_vault_entries_are_listed_between_two_texts_in_byte_order()
    {
        await Store.Vault.Write(
            [.. new[] { "a.2", "a.1", "a/1", "a", "b.1", "a.10" }.Select(id => new VaultWrite("part", id, Bytes("x"))), new VaultWrite("other", "a.3", Bytes("x"))],
            Soon);

        Assert.Equal(["a.1", "a.10", "a.2"], await Store.Vault.Ids("part", "a.", "a/", 10, Soon));
        Assert.Equal(["a.1", "a.10"], await Store.Vault.Ids("part", "a.", "a/", 2, Soon));
        Assert.Equal(["a/1", "b.1"], await Store.Vault.Ids("part", "a.2", "~", 10, Soon));
    }

    [Fact]
    public async Task A_key_taken_without_an_append_is_seen_by_every_append_after_it()
    {
        Assert.True(await Log.Take(new TakeKey("content", "1", "swept"), Soon));
        Assert.True(await Log.Take(new TakeKey("content", "1", "swept"), Soon));
        Assert.False(await Log.Take(new TakeKey("content", "1", "named"), Soon));

        Assert.Equal("swept", await Log.OwnerOf("content", "1", Soon));
        await Assert.ThrowsAsync<KeyTakenException>(() => Log.Append(
            new Append { Streams = [new StreamAppend("run-1", 0, [Shelf.Noted("x")])], Keys = [new TakeKey("content", "1", "named")] }, Soon));
        Assert.Equal(0, await Log.Head(Soon));
    }

    [Fact]
    public async Task A_vault_entry_has_at_most_1_MiB()
    {
        await Store.Vault.Write([new VaultWrite("blob", "1", new byte[1024 * 1024])], Soon);

        await Assert.ThrowsAsync<ArgumentException>(() =>
            Store.Vault.Write([new VaultWrite("blob", "2", Bytes("small")), new VaultWrite("blob", "3", new byte[1024 * 1024 + 1])], Soon));

        Assert.Equal(1024 * 1024, (await Store.Vault.Read("blob", "1", Soon))!.Value.Length);
        Assert.Null(await Store.Vault.Read("blob", "2", Soon));
    }

    [Fact]
    public async Task Streams_are_read_together_by_how_their_names_begin()
    {
        await Append("user-1", 0, Shelf.Noted("a"));
        await Append("users", 0, Shelf.Noted("b"));
        await Append("user-2", 0, Shelf.Noted("c"));
        await Append("user.1", 0, Shelf.Noted("d"));
        await Append("user-1", 1, Shelf.Noted("e"));

        Assert.Equal([1, 3, 5], (await Log.ReadUnder("user-", 5, Soon)).Select(e => e.Position));
        Assert.Equal([1, 3], (await Log.ReadUnder("user-", 4, Soon)).Select(e => e.Position));
        Assert.Empty(await Log.ReadUnder("node-", 5, Soon));
    }
}
