using System.Security.Cryptography;
using Plugin.EventLog.Proving;
using Plugin.EventLog.Verifying;
using Plugin.Proofs;

namespace Plugin.EventLog.Tests.Store;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task Roots_and_proofs_from_tiles_are_those_of_the_leaves()
    {
        var leaves = await Grow(70_000);
        var tree = new LogTree(Store);

        Assert.Equal(MerkleTree.Root(leaves), await tree.Root(70_000, Soon));
        Assert.Equal((273, 1), (await Store.Proof.CountTiles(0, Soon), await Store.Proof.CountTiles(1, Soon)));
        foreach (var (index, size) in ((int, int)[])[(0, 1), (0, 255), (255, 256), (256, 257), (1000, 65_535), (65_536, 65_537), (3, 70_000), (69_999, 70_000)])
        {
            Assert.Equal(MerkleTree.InclusionProof(leaves, index, size), await tree.InclusionProof(index, size, Soon));
            Assert.Equal(MerkleTree.ConsistencyProof(leaves, index, size), await tree.ConsistencyProof(index, size, Soon));
        }
    }

    [Fact]
    public async Task Tiles_hold_the_hashes_of_256_nodes_of_their_level_and_partial_ones_so_many()
    {
        var leaves = await Grow(65_536 + 300);
        var tree = new LogTree(Store);

        Assert.Equal(leaves[256..512].SelectMany(leaf => leaf), await tree.Tile(0, 1, 256, 65_836, Soon));
        Assert.Equal(leaves[256..512].SelectMany(leaf => leaf).Take(32 * 7), await tree.Tile(0, 1, 7, 65_836, Soon));
        Assert.Equal(leaves[65_792..].SelectMany(leaf => leaf), await tree.Tile(0, 257, 44, 65_836, Soon));
        Assert.Null(await tree.Tile(0, 257, 45, 65_836, Soon));
        Assert.Equal(MerkleTree.Root(leaves[..256]), (await tree.Tile(1, 0, 256, 65_836, Soon))![..32]);
        Assert.Equal(MerkleTree.Root(leaves[65_536..65_792]), await tree.Tile(1, 1, 1, 65_836, Soon));
        Assert.Equal(MerkleTree.Root(leaves[..65_536]), await tree.Tile(2, 0, 1, 65_836, Soon));
        Assert.Null(await tree.Tile(3, 0, 1, 65_836, Soon));
        Assert.Null(await tree.Tile(60, 0, 1, 65_836, Soon));
    }

    [Fact]
    public async Task Two_who_store_tiles_and_checkpoints_at_once_agree()
    {
        await Grow(2000);
        using var key = NewKey();
        var makers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Maker(key)));

        var made = await Task.WhenAll(makers.Select(maker => maker.Make(Soon)));

        Assert.Equal(made[0].Note, made[1].Note);
        Assert.Equal(2000, made[0].Size);
        Assert.Equal(7, await Store.Proof.CountTiles(0, Soon));
    }

    [Fact]
    public async Task A_checkpoint_is_a_signed_note_about_the_log_and_made_anew_when_it_has_grown()
    {
        using var key = NewKey();
        var maker = await Maker(key);
        var none = await maker.Make(Soon);
        await Append("a", 0, Shelf.Noted("x"), Shelf.Noted("y"));
        var first = await maker.Make(Soon);
        var again = await maker.Make(Soon);
        await Append("a", 2, Shelf.Noted("z"));
        var second = await maker.Make(Soon);

        Assert.Equal((0, 2, 3), (none.Size, first.Size, second.Size));
        Assert.Equal(first.Note, again.Note);
        var note = SignedNote.Parse(second.Note);
        Assert.True(note.IsSignedBy(NoteKey.Parse(maker.Key)));
        var checkpoint = Checkpoint.Parse(note.Text);
        var leaves = (await Log.Read(0, 10, Soon)).Select(e => e.Leaf.ToArray()).ToArray();
        Assert.Equal((Log.Origin.ToString(), 3), (checkpoint.Origin, checkpoint.Size));
        Assert.Equal(MerkleTree.Root(leaves), checkpoint.Root.ToArray());
        Assert.Equal([0, 2, 3], (await Store.Proof.Checkpoints(-1, 10, Soon)).Select(c => c.Size));
        var report = await LogVerification.Run(Store, progress: null, Soon);
        Assert.Equal((true, 3), (report.Verified, report.Checkpoints));
    }

    [Fact]
    public async Task Another_signing_key_than_the_recorded_one_is_refused()
    {
        using var key = NewKey();
        using var other = NewKey();
        await Maker(key);

        var refused = await Assert.ThrowsAsync<LogUnusableException>(() => Maker(other));

        Assert.Contains("Restore the secrets folder", refused.Message, StringComparison.Ordinal);
        await Maker(key);
    }

    [Fact]
    public async Task A_checkpoint_that_the_log_does_not_continue_stops_the_signing_and_fails_the_verification()
    {
        using var key = NewKey();
        var maker = await Maker(key);
        await Append("a", 0, Shelf.Noted("x"));
        await Forge(key, size: 1, root: SHA256.HashData("another past"u8));
        await Append("a", 1, Shelf.Noted("y"));

        await Assert.ThrowsAsync<LogUnusableException>(() => maker.Make(Soon));

        var report = await LogVerification.Run(Store, progress: null, Soon);
        Assert.Equal((false, 1L), (report.Verified, report.FirstBadCheckpoint?.Size));
        Assert.Contains("its root is not that of the events", report.FirstBadCheckpoint!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_of_more_events_than_there_are_fails_the_verification()
    {
        using var key = NewKey();
        await Maker(key);
        await Append("a", 0, Shelf.Noted("x"));
        await Forge(key, size: 5, root: SHA256.HashData("gone"u8));

        var report = await LogVerification.Run(Store, progress: null, Soon);

        Assert.Equal("the log has only 1 events: later ones were removed", report.FirstBadCheckpoint?.Why);
    }

    [Fact]
    public async Task A_checkpoint_that_another_key_signed_fails_the_verification()
    {
        using var key = NewKey();
        using var other = NewKey();
        await Maker(key);
        var leaf = (await Append("a", 0, Shelf.Noted("x")), (await Log.Read(0, 1, Soon))[0].Leaf.ToArray()).Item2;
        await Forge(other, size: 1, root: leaf);

        var report = await LogVerification.Run(Store, progress: null, Soon);

        Assert.Equal("it is not signed with the key recorded beside the log's origin", report.FirstBadCheckpoint?.Why);
    }

    private protected static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private protected Task<CheckpointMaker> Maker(ECDsa key, ICheckpointMemory? memory = null) =>
        CheckpointMaker.Open(Store, key, memory ?? new NoCheckpointMemory(), TimeProvider.System, Soon);

    private Task Forge(ECDsa key, long size, byte[] root)
    {
        var origin = Log.Origin.ToString();
        var note = SignedNote.Sign(new Checkpoint(origin, size, root, []).ToText(), new NoteSigner(origin, key)).ToString();
        return Store.Proof.WriteCheckpoint(new StoredCheckpoint(size, root, note, DateTimeOffset.UnixEpoch), Soon);
    }

    private async Task<byte[][]> Grow(int count)
    {
        var written = 0;
        foreach (var batch in Enumerable.Range(0, count).Chunk(1000))
        {
            await Append("long", written, [.. batch.Select(i => new NewEvent("odd/1", Bytes($"{i}"), Bytes("{}")))]);
            written += batch.Length;
        }

        return [.. await Store.Proof.Leaves(0, count, Soon)];
    }
}
