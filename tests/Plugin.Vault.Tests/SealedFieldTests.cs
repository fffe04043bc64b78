using System.Security.Cryptography;
using System.Text;
using Plugin.EventLog;
using Plugin.EventLog.Memory;
using Plugin.Vault.Seals;

namespace Plugin.Vault.Tests;

public sealed class A_sealed_field
{
    private readonly MemoryStore _store = Stores.Empty();
    private readonly SealedFields _seals = new(RandomNumberGenerator.Fill);

    [Fact]
    public async Task Opens_under_the_key_of_its_owner()
    {
        var key = _seals.NewKey("user-4");
        await _store.Vault.Write([key], CancellationToken.None);
        var text = await _seals.Seal(_store.Vault, "user-4", "Ålice de Vries", CancellationToken.None);

        // Another process: nothing in memory.
        var elsewhere = new SealedFields(RandomNumberGenerator.Fill);
        await elsewhere.Prepare(_store.Vault, ["user-4"], [], CancellationToken.None);

        Assert.Equal("Ålice de Vries", elsewhere.Open("user-4", text));
    }

    [Fact]
    public async Task Opens_while_its_key_is_still_on_its_way()
    {
        var key = _seals.NewKey("task-9");
        var text = _seals.Seal(key, "which women …");
        var elsewhere = new SealedFields(RandomNumberGenerator.Fill);

        await elsewhere.Prepare(_store.Vault, ["task-9"], [key], CancellationToken.None);

        Assert.Equal("which women …", elsewhere.Open("task-9", text));
    }

    [Fact]
    public async Task Is_gone_when_the_key_is_destroyed()
    {
        var key = _seals.NewKey("user-4");
        var text = _seals.Seal(key, "alice@north.example");
        await _store.Vault.Write([key, new VaultWrite(SealedFields.KeyKind, "user-4", null)], CancellationToken.None);

        var elsewhere = new SealedFields(RandomNumberGenerator.Fill);
        await elsewhere.Prepare(_store.Vault, ["user-4"], [], CancellationToken.None);

        Assert.Null(elsewhere.Open("user-4", text));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => elsewhere.Seal(_store.Vault, "user-4", "more", CancellationToken.None));
    }

    [Fact]
    public async Task Cannot_be_moved_to_another_owner()
    {
        var key = _seals.NewKey("user-4");
        var text = _seals.Seal(key, "alice");
        await _seals.Prepare(_store.Vault, [], [key, new VaultWrite(SealedFields.KeyKind, "user-5", key.Content)], CancellationToken.None);

        Assert.ThrowsAny<CryptographicException>(() => _seals.Open("user-5", text));
    }

    [Fact]
    public void Hides_equal_texts_behind_different_bytes()
    {
        var key = _seals.NewKey("task-9");

        Assert.NotEqual(_seals.Seal(key, "same"), _seals.Seal(key, "same"));
        Assert.DoesNotContain("same", Encoding.UTF8.GetString(Convert.FromBase64String(_seals.Seal(key, "same"))), StringComparison.Ordinal);
    }
}
