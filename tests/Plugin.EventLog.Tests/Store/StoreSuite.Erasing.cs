namespace Plugin.EventLog.Tests.Store;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task Keys_of_sealed_fields_are_written_with_an_append_and_on_their_own()
    {
        await Log.Append(To("a", 0, Shelf.Noted("x")) with { Vault = [Key("task-1", "one"), Key("task-2", "two")] }, Soon);
        await Store.Vault.Write([Key("task-3", "three"), Key("task-2", "new")], Soon);

        Assert.Equal("one", Text(await Store.Vault.Read(VaultWrite.SealKey, "task-1", Soon)));
        var found = await Store.Vault.ReadMany(VaultWrite.SealKey, ["task-2", "task-3", "task-4"], Soon);
        Assert.Equal(["task-2: new", "task-3: three"], found.Select(k => $"{k.Key}: {Text(k.Value)}").Order());
    }

    [Fact]
    public async Task Keys_of_sealed_fields_are_destroyed_with_an_append_and_on_their_own()
    {
        await Store.Vault.Write([Key("task-1", "one"), Key("task-2", "two"), Key("task-3", "three")], Soon);

        await Log.Append(
            To("a", 0, Shelf.Noted("x")) with { Vault = [new VaultWrite(VaultWrite.SealKey, "task-1", null), new VaultWrite("key", "task-3", null)] }, Soon);
        await Store.Vault.Write([new VaultWrite(VaultWrite.SealKey, "task-2", null)], Soon);

        Assert.Equal(["task-3"], (await Store.Vault.ReadMany(VaultWrite.SealKey, ["task-1", "task-2", "task-3"], Soon)).Keys);
    }

    [Fact]
    public async Task Who_is_released_holds_no_key_any_more_and_others_keep_theirs()
    {
        await Log.Append(
            To("a", 0, Shelf.Noted("x")) with { Keys = [new TakeKey("name", "ann", "user-1"), new TakeKey("mail", "ann@x", "user-1"), new TakeKey("name", "bob", "user-2")] },
            Soon);

        await Log.Append(
            To("a", 1, Shelf.Noted("y")) with { ReleasedOwners = ["user-1", "user-7"], Keys = [new TakeKey("name", "eve", "user-1")] }, Soon);

        Assert.Null(await Log.OwnerOf("name", "ann", Soon));
        Assert.Null(await Log.OwnerOf("mail", "ann@x", Soon));
        Assert.Equal("user-2", await Log.OwnerOf("name", "bob", Soon));
        Assert.Equal("user-1", await Log.OwnerOf("name", "eve", Soon));
    }

    [Fact]
    public async Task Nobody_is_released_by_an_append_that_fails()
    {
        await Log.Append(To("a", 0, Shelf.Noted("x")) with { Keys = [new TakeKey("name", "ann", "user-1")], Vault = [Key("user-1", "k")] }, Soon);

        await Assert.ThrowsAsync<StreamConflictException>(() => Log.Append(
            To("a", 7, Shelf.Noted("y")) with { ReleasedOwners = ["user-1"], Vault = [new VaultWrite(VaultWrite.SealKey, "user-1", null)] }, Soon));

        Assert.Equal("user-1", await Log.OwnerOf("name", "ann", Soon));
        Assert.Equal("k", Text(await Store.Vault.Read(VaultWrite.SealKey, "user-1", Soon)));
    }

    private protected static VaultWrite Key(string owner, string key) => new(VaultWrite.SealKey, owner, Bytes(key));
}
