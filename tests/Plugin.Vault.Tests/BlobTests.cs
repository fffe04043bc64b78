using System.Security.Cryptography;
using Plugin.EventLog;
using Plugin.EventLog.Memory;
using Plugin.Vault.Blobs;

namespace Plugin.Vault.Tests;

public sealed class A_content
{
    private readonly MemoryStore _store = Stores.Empty();
    private readonly BlobStore _blobs;

    public A_content() => _blobs = new BlobStore(_store.Vault, RandomNumberGenerator.Fill);

    [Fact]
    public async Task That_is_small_is_one_entry_named_by_a_salted_digest()
    {
        byte[] bytes = [1, 2, 3];
        var (blob, write) = _blobs.Draft(bytes);
        await _store.Vault.Write([write], CancellationToken.None);

        Assert.Equal(bytes, await Whole(blob.Id));
        Assert.Equal(3, blob.Size);
        Assert.Equal(blob, await _blobs.Find(blob.Id, CancellationToken.None));
        Assert.NotEqual(Convert.ToHexStringLower(SHA256.HashData(bytes)), blob.Digest);
        Assert.NotEqual(blob.Digest, _blobs.Draft(bytes).Blob.Digest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024 * 1024)]
    [InlineData((3 * 1024 * 1024) + 17)]
    public async Task That_is_streamed_comes_back_whole(int size)
    {
        var bytes = new byte[size];
        new Random(7).NextBytes(bytes);

        var blob = await _blobs.Store(new MemoryStream(bytes), limit: size, CancellationToken.None);

        Assert.Equal(bytes, await Whole(blob.Id));
        Assert.Equal(blob, await _blobs.Find(blob.Id, CancellationToken.None));
        Assert.Equal(bytes, (await _blobs.ReadMany([blob.Id], CancellationToken.None))[blob.Id].ToArray());
    }

    [Fact]
    public async Task That_is_larger_than_its_limit_leaves_nothing_behind()
    {
        var writes = new CountingVault(_store.Vault);
        var blobs = new BlobStore(writes, RandomNumberGenerator.Fill);

        await Assert.ThrowsAsync<ContentTooLargeException>(
            () => blobs.Store(new MemoryStream(new byte[3 * 1024 * 1024]), limit: (2 * 1024 * 1024) + 1, CancellationToken.None));

        Assert.Equal(2, writes.Put.Count);
        Assert.Equal(writes.Put, writes.Removed);
    }

    [Fact]
    public async Task Whose_upload_broke_off_does_not_exist()
    {
        var writes = new CountingVault(_store.Vault);
        var blobs = new BlobStore(writes, RandomNumberGenerator.Fill);

        await Assert.ThrowsAsync<EndOfStreamException>(() => blobs.Store(new BreakingStream(), long.MaxValue, CancellationToken.None));

        var id = writes.Put.Single().Split('/')[0];
        Assert.Null(await blobs.Find(id, CancellationToken.None));
        Assert.Empty(await Whole(id));
    }

    private async Task<byte[]> Whole(string id)
    {
        var whole = new MemoryStream();
        await foreach (var part in _blobs.Read(id, CancellationToken.None))
        {
            whole.Write(part.Span);
        }

        return whole.ToArray();
    }

    /// <summary>The real vault, with a note of what was written.</summary>
    private sealed class CountingVault(IVaultTable vault) : IVaultTable
    {
        public List<string> Put { get; } = [];

        public List<string> Removed { get; } = [];

        public Task<ReadOnlyMemory<byte>?> Read(string kind, string id, CancellationToken cancellationToken) =>
            vault.Read(kind, id, cancellationToken);

        public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadMany(
            string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
            vault.ReadMany(kind, ids, cancellationToken);

        public Task Write(IReadOnlyList<VaultWrite> writes, CancellationToken cancellationToken)
        {
            Put.AddRange(writes.Where(write => write.Content is not null).Select(write => write.Id));
            Removed.AddRange(writes.Where(write => write.Content is null).Select(write => write.Id));
            return vault.Write(writes, cancellationToken);
        }
    }

    /// <summary>One part, then the connection breaks.</summary>
    private sealed class BreakingStream : MemoryStream
    {
        private int _left = 1024 * 1024;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0)
            {
                throw new EndOfStreamException("The connection broke.");
            }

            var read = Math.Min(_left, buffer.Length);
            _left -= read;
            return ValueTask.FromResult(read);
        }
    }
}
