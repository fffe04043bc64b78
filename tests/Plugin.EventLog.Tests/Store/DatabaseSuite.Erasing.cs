using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Plugin.EventLog.Tests.Store;

public abstract partial class DatabaseSuite
{
    private const int Owners = 1500;

    /// <summary>All bytes of the files that hold the vault, the unique keys and the read tables.</summary>
    private protected abstract Task<byte[]> Files();

    /// <summary>Makes the database what the schema was before keys had a table of their own.</summary>
    private protected abstract Task TakeBackTheTableOfKeys();

    [Fact]
    public async Task Nothing_that_was_deleted_is_left_in_the_files_after_a_scrub()
    {
        var secrets = Enumerable.Range(0, Owners).Select(_ => RandomNumberGenerator.GetBytes(32)).ToArray();
        // As the hub does it: born together, in no order of their names.
        foreach (var some in Enumerable.Range(0, Owners).Order(Scattered(1)).Chunk(100))
        {
            await Task.WhenAll(some.Select(i => Log.Append(
                To($"user-{i}", 0, Shelf.Added(1000 + i)) with
                {
                    Keys = [new TakeKey("name", $"name of {i:D4}", $"user-{i}"), new TakeKey("mail", $"{i:D4}@mail.example", $"user-{i}")],
                    Vault = [new VaultWrite(VaultWrite.SealKey, $"user-{i}", secrets[i]), new VaultWrite("password", $"user-{i}", Bytes($"hash of {i:D4}"))],
                },
                Soon)));
        }

        await Store.Scrub(Soon);
        var before = Latin(await Files());
        Assert.All(Traces(0, secrets).Concat(Traces(1, secrets)), trace => Assert.Contains(trace, before, StringComparison.Ordinal));

        var erased = Enumerable.Range(0, Owners).Where(i => i % 5 != 0).Order(Scattered(2)).ToArray();
        foreach (var some in erased.Chunk(100))
        {
            await Task.WhenAll(some.Select(i => Log.Append(
                To($"user-{i}", 1, Shelf.Lost(1000 + i)) with
                {
                    ReleasedOwners = [$"user-{i}"],
                    Vault = [new VaultWrite(VaultWrite.SealKey, $"user-{i}", null), new VaultWrite("password", $"user-{i}", null)],
                },
                Soon)));
        }

        await Store.Scrub(Soon);

        var after = Latin(await Files());
        Assert.All(Traces(0, secrets), trace => Assert.Contains(trace, after, StringComparison.Ordinal));
        Assert.Equal(0, erased.SelectMany(i => Traces(i, secrets)).Count(trace => after.Contains(trace, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Keys_from_before_they_had_a_table_of_their_own_are_moved_there()
    {
        await Store.Vault.Write([Key("task-1", "one"), Key("task-2", "two"), new VaultWrite("password", "user-1", Bytes("hash"))], Soon);
        await Store.DisposeAsync();
        await TakeBackTheTableOfKeys();

        await using var store = await Reopen(new Shelf());

        Assert.Equal("two", Text(await store.Vault.Read(VaultWrite.SealKey, "task-2", Soon)));
        Assert.Equal("hash", Text(await store.Vault.Read("password", "user-1", Soon)));
    }

    private static IEnumerable<string> Traces(int i, byte[][] secrets) =>
    [
        Latin(secrets[i]), $"name of {i:D4}", $"{i:D4}@mail.example", $"hash of {i:D4}",
        string.Create(CultureInfo.InvariantCulture, $"cover {1000 + i}"),
    ];

    // Each byte one character, so that bytes and texts are looked for alike.
    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static Comparer<int> Scattered(int seed)
    {
        var order = Enumerable.Range(0, Owners).ToArray();
        new Random(seed).Shuffle(order);
        return Comparer<int>.Create((a, b) => order[a].CompareTo(order[b]));
    }
}
