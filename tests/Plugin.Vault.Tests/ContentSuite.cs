using System.Security.Cryptography;
using Plugin.EventLog;
using Plugin.Vault.Blobs;

namespace Plugin.Vault.Tests;

/// <summary>What contents do, wherever their parts are. Inherited once for each place.</summary>
public abstract partial class ContentSuite : IAsyncLifetime
{
    protected static readonly CancellationToken Soon = CancellationToken.None;

    private static readonly TimeSpan NoAge = TimeSpan.FromDays(-1);

    private IStore? _store;
    private BlobStore? _blobs;

    protected IStore Store => _store!;

    protected BlobStore Blobs => _blobs!;

    protected int PartSize { get; private set; }

    protected abstract Task<IStore> Open();

    /// <summary>Null where parts are in the database.</summary>
    protected virtual IPartStore? Bucket(IStore store) => null;

    protected abstract ValueTask Close();

    public async ValueTask InitializeAsync()
    {
        _store = await Open();
        var bucket = Bucket(_store);
        PartSize = bucket?.PartSize ?? 1024 * 1024;
        _blobs = new BlobStore(_store, bucket, RandomNumberGenerator.Fill);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        await Close();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_small_content_is_one_entry_named_by_a_salted_digest()
    {
        byte[] bytes = [1, 2, 3];
        var (blob, write) = Blobs.Draft(bytes);
        await Store.Vault.Write([write], Soon);

        Assert.Equal(bytes, await Whole(blob.Id));
        Assert.Equal(3, blob.Size);
        Assert.Equal(blob, await Blobs.Find(blob.Id, Soon));
        Assert.NotEqual(Convert.ToHexStringLower(SHA256.HashData(bytes)), blob.Digest);
        Assert.NotEqual(blob.Digest, Blobs.Draft(bytes).Blob.Digest);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(2, 17)]
    public async Task A_large_content_comes_back_whole_once_an_append_has_named_it(int parts, int more)
    {
        var bytes = Bytes((parts * PartSize) + more);

        var blob = await Blobs.Store(new MemoryStream(bytes), limit: bytes.Length, Soon);
        Assert.Null(await Blobs.Find(blob.Id, Soon));
        Assert.Empty(await Whole(blob.Id));

        Assert.True(await Named(blob.Id));
        Assert.Equal(bytes, await Whole(blob.Id));
        Assert.Equal(blob, await Blobs.Find(blob.Id, Soon));
        Assert.Equal(Salted(await Salt(blob.Id), bytes), blob.Digest);
        Assert.Equal(new FoundBlob(bytes.Length, null), (await Blobs.ReadMany([blob.Id, "none"], Soon)).Single().Value);
        Assert.Equal(bytes[(bytes.Length / 2)..], await Whole(blob.Id, bytes.Length / 2));
    }

    [Fact]
    public async Task A_content_larger_than_its_limit_leaves_nothing_behind()
    {
        await Assert.ThrowsAsync<ContentTooLargeException>(
            () => Blobs.Upload("1.1.result", 0, new MemoryStream(Bytes(PartSize + 2)), limit: PartSize + 1, Soon));

        Assert.Equal(new UploadProgress(0, null), await Blobs.Progress("1.1.result", Soon));
        await NothingIsLeft();
    }

    [Fact]
    public async Task A_broken_upload_goes_on_where_it_broke_off()
    {
        var bytes = Bytes((2 * PartSize) + 100);
        await Assert.ThrowsAsync<IOException>(() => Blobs.Upload("1.1.result", 0, new Breaking(bytes, PartSize + 50), long.MaxValue, Soon));

        Assert.Equal(new UploadProgress(PartSize, null), await Blobs.Progress("1.1.result", Soon));
        Assert.Equal(new UploadProgress(0, null), await Blobs.Progress("1.1.log", Soon));
        Assert.Equal(new UploadProgress(0, null), await Blobs.Progress("11.1.result", Soon));
        var stored = await Blobs.Upload("1.1.result", PartSize, new MemoryStream(bytes[PartSize..]), long.MaxValue, Soon);

        Assert.Equal(new UploadProgress(bytes.Length, stored), await Blobs.Progress("1.1.result", Soon));
        await Named(stored.Id);
        Assert.Equal(bytes, await Whole(stored.Id));
        Assert.Equal(stored, await Blobs.Find(stored.Id, Soon));
        Assert.Equal(stored.Digest, Salted(await Salt(stored.Id), bytes));
    }

    [Fact]
    public async Task A_broken_upload_may_also_begin_anew()
    {
        var bytes = Bytes((2 * PartSize) + 100);
        await Assert.ThrowsAsync<IOException>(() => Blobs.Upload("1.1.result", 0, new Breaking(bytes, PartSize + 50), long.MaxValue, Soon));

        var stored = await Blobs.Upload("1.1.result", 0, new MemoryStream(bytes), long.MaxValue, Soon);

        await Named(stored.Id);
        Assert.Equal(bytes, await Whole(stored.Id));
        Assert.Equal(stored.Digest, Salted(await Salt(stored.Id), bytes));
    }

    [Fact]
    public async Task An_upload_that_skips_bytes_is_refused_with_what_is_here()
    {
        var bytes = Bytes(3 * PartSize);
        await Assert.ThrowsAsync<IOException>(() => Blobs.Upload("1.1.result", 0, new Breaking(bytes, PartSize), long.MaxValue, Soon));

        foreach (var offset in (int[])[2 * PartSize, PartSize - 1])
        {
            var refused = await Assert.ThrowsAsync<UploadOffsetException>(
                () => Blobs.Upload("1.1.result", offset, new MemoryStream(bytes[offset..]), long.MaxValue, Soon));
            Assert.Equal(PartSize, refused.Received);
        }
    }

    [Fact]
    public async Task A_complete_upload_that_is_sent_again_is_the_same_content()
    {
        var bytes = Bytes(PartSize + 1);
        var first = await Blobs.Upload("1.1.result", 0, new MemoryStream(bytes), long.MaxValue, Soon);

        Assert.Equal(first, await Blobs.Upload("1.1.result", 0, new MemoryStream(bytes), long.MaxValue, Soon));
    }

    protected async Task<bool> Named(string id)
    {
        var naming = (await Blobs.Name(id, Soon))!;
        try
        {
            await Store.Log.Append(NamingAppend(id, naming), Soon);
            return true;
        }
        catch (KeyTakenException taken) when (BlobStore.IsSwept(taken))
        {
            return false;
        }
    }

    protected static Append NamingAppend(string id, Naming naming) => new()
    {
        Streams = [new StreamAppend($"run-{id}", 0, [new NewEvent("run.ended/2", "{}"u8.ToArray(), "{}"u8.ToArray())])],
        Keys = [BlobStore.NamedBy(id, $"run-{id}")],
        Vault = naming.Writes,
    };

    protected async Task NothingIsLeft()
    {
        Assert.Empty(await Store.Vault.Ids("blob", "", "~", 10, Soon));
        Assert.Empty(await Store.Vault.Ids("blob-loose", "", "~", 10, Soon));
        Assert.Empty(await Parts());
    }

    /// <summary>The names of all parts there are.</summary>
    protected virtual async Task<IReadOnlyList<string>> Parts() => await Store.Vault.Ids("blob-part", "", "~", 1000, Soon);

    protected async Task<byte[]> Whole(string id, long from = 0)
    {
        var whole = new MemoryStream();
        await foreach (var piece in Blobs.Read(id, from, Soon))
        {
            whole.Write(piece.Span);
        }

        return whole.ToArray();
    }

    protected static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private async Task<byte[]> Salt(string id) => (await Store.Vault.Read("blob", id, Soon))!.Value.Slice(1, 32).ToArray();

    private static string Salted(byte[] salt, byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData([.. salt, .. bytes]));

    /// <summary>The connection breaks after so many bytes.</summary>
    private sealed class Breaking(byte[] bytes, int after) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= after ? throw new IOException("The connection broke.") : base.ReadAsync(buffer[..Math.Min(buffer.Length, after - (int)Position)], cancellationToken);
    }
}
