using System.Security.Cryptography;
using Plugin.EventLog;
using Plugin.Vault.Blobs;

namespace Plugin.Vault.Tests;

public abstract partial class ContentSuite
{
    [Fact]
    public async Task An_upload_that_nothing_names_is_swept_once_it_is_old_enough()
    {
        await Blobs.Upload("1.1.result", 0, new MemoryStream(Bytes(PartSize + 1)), long.MaxValue, Soon);
        await Assert.ThrowsAsync<IOException>(
            () => Blobs.Upload("2.1.result", 0, new Breaking(Bytes(3 * PartSize), PartSize), long.MaxValue, Soon));

        Assert.Equal(0, await Blobs.Sweep(TimeSpan.FromHours(1), Soon));
        Assert.NotEmpty(await Parts());

        Assert.Equal(2, await Blobs.Sweep(NoAge, Soon));
        await NothingIsLeft();
        Assert.Equal(new UploadProgress(0, null), await Blobs.Progress("1.1.result", Soon));
    }

    [Fact]
    public async Task A_named_content_is_never_swept()
    {
        var bytes = Bytes(PartSize + 1);
        var stored = await Blobs.Store(new MemoryStream(bytes), long.MaxValue, Soon);
        await Named(stored.Id);

        Assert.Equal(0, await Blobs.Sweep(NoAge, Soon));
        Assert.Equal(bytes, await Whole(stored.Id));
    }

    [Fact]
    public async Task An_append_that_was_about_to_name_a_swept_content_fails()
    {
        var stored = await Blobs.Upload("1.1.result", 0, new MemoryStream(Bytes(PartSize + 1)), long.MaxValue, Soon);
        var naming = (await Blobs.Name(stored.Id, Soon))!;

        Assert.Equal(1, await Blobs.Sweep(NoAge, Soon));

        var taken = await Assert.ThrowsAsync<KeyTakenException>(() => Store.Log.Append(NamingAppend(stored.Id, naming), Soon));
        Assert.True(BlobStore.IsSwept(taken));
        Assert.Null(await Blobs.Find(stored.Id, Soon));
        // Sent again, it is another content.
        var again = await Blobs.Upload("1.1.result", 0, new MemoryStream(Bytes(PartSize + 1)), long.MaxValue, Soon);
        Assert.NotEqual(stored.Id, again.Id);
        Assert.True(await Named(again.Id));
    }

    /// <summary>Sweep and append at the same moment, many times: one of them wins, and a content that is named is whole.</summary>
    [Fact]
    public async Task A_sweep_and_an_append_at_once_leave_a_content_named_and_whole_or_gone()
    {
        var bytes = Bytes(PartSize + 1);
        var named = 0;
        for (var round = 0; round < 20; round++)
        {
            var stored = await Blobs.Store(new MemoryStream(bytes), long.MaxValue, Soon);
            var naming = (await Blobs.Name(stored.Id, Soon))!;
            var append = Try(Store.Log.Append(NamingAppend(stored.Id, naming), Soon));
            var sweep = Blobs.Sweep(NoAge, Soon);

            var won = await append;
            Assert.Equal(won ? 0 : 1, await sweep);
            Assert.Equal(won ? bytes : [], await Whole(stored.Id));
            named += won ? 1 : 0;
            if (won)
            {
                await Blobs.Delete(stored.Id, Soon);
            }

            await NothingIsLeft();
        }

        Assert.InRange(named, 0, 20);

        static async Task<bool> Try(Task<Appended> append)
        {
            try
            {
                await append;
                return true;
            }
            catch (KeyTakenException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task What_a_late_second_writer_leaves_of_a_named_upload_is_swept_without_harm()
    {
        var bytes = Bytes(PartSize + 1);
        var stored = await Blobs.Upload("1.1.result", 0, new MemoryStream(bytes), long.MaxValue, Soon);
        var note = (await Store.Vault.Read("blob-loose", stored.Id, Soon))!.Value;
        await Named(stored.Id);
        await Store.Vault.Write([new VaultWrite("blob-loose", stored.Id, note)], Soon);

        Assert.Equal(0, await Blobs.Sweep(NoAge, Soon));

        Assert.Equal(bytes, await Whole(stored.Id));
        Assert.Empty(await Store.Vault.Ids("blob-loose", "", "~", 10, Soon));
    }

    [Fact]
    public async Task A_deleted_content_is_gone_with_its_salt_and_may_be_deleted_again()
    {
        var large = await Blobs.Store(new MemoryStream(Bytes(PartSize + 1)), long.MaxValue, Soon);
        await Named(large.Id);
        var (small, write) = Blobs.Draft([1, 2, 3]);
        await Store.Vault.Write([write], Soon);

        foreach (var id in (string[])[large.Id, small.Id, large.Id, small.Id, "never-was"])
        {
            await Blobs.Delete(id, Soon);
        }

        Assert.Null(await Blobs.Find(large.Id, Soon));
        await NothingIsLeft();
    }

    [Fact]
    public async Task A_deletion_that_broke_off_is_finished_by_the_sweep()
    {
        var stored = await Blobs.Store(new MemoryStream(Bytes(PartSize + 1)), long.MaxValue, Soon);
        await Named(stored.Id);
        var broken = new BlobStore(new BreakingVault(Store), Bucket(Store), RandomNumberGenerator.Fill);

        await Assert.ThrowsAsync<IOException>(() => broken.Delete(stored.Id, Soon));
        Assert.Null(await Blobs.Find(stored.Id, Soon));
        Assert.NotEmpty(await Parts());

        Assert.Equal(1, await Blobs.Sweep(TimeSpan.FromHours(1), Soon));
        await NothingIsLeft();
    }

    /// <summary>The real store, which is away after the first write.</summary>
    private sealed class BreakingVault(IStore store) : IStore, IVaultTable
    {
        private bool _away;

        public IEventLog Log => store.Log;

        public IVaultTable Vault => this;

        public ILiveTables Live => store.Live;

        public IReadTables Read => store.Read;

        public IProofTables Proof => store.Proof;

        public Task Scrub(CancellationToken cancellationToken) => store.Scrub(cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public async Task Write(IReadOnlyList<VaultWrite> writes, CancellationToken cancellationToken)
        {
            await Present(store.Vault.Write(writes, cancellationToken));
            _away = true;
        }

        public Task<IReadOnlyList<string>> Ids(string kind, string after, string before, int limit, CancellationToken cancellationToken) =>
            Present(store.Vault.Ids(kind, after, before, limit, cancellationToken));

        public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadMany(
            string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
            Present(store.Vault.ReadMany(kind, ids, cancellationToken));

        Task<ReadOnlyMemory<byte>?> IVaultTable.Read(string kind, string id, CancellationToken cancellationToken) =>
            Present(store.Vault.Read(kind, id, cancellationToken));

        private T Present<T>(T answer) => _away ? throw new IOException("The store is away.") : answer;
    }
}
