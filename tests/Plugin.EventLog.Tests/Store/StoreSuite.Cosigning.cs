using System.Security.Cryptography;
using System.Text;
using Plugin.EventLog.Proving;
using Plugin.EventLog.Verifying;
using Plugin.Proofs;

namespace Plugin.EventLog.Tests.Store;

public abstract partial class StoreSuite
{
    private static readonly DateTimeOffset Signed = new(2026, 3, 3, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task Cosignatures_are_kept_by_checkpoint_and_signer_and_the_first_of_two_stays()
    {
        using var key = NewKey();
        using var node = NewKey();
        var (small, large) = await TwoCheckpoints(key);
        var second = await Cosign(small, 12, node);
        var first = await Cosign(small, 11, node);
        var later = await Cosign(large, 12, node);
        await Store.Proof.WriteCosignature(second with { Signature = [1, 2, 3] }, Soon);

        Assert.Equal([first, second, later], await Store.Proof.Cosignatures(0, large.Size, Soon), Same);
        Assert.Equal([later], await Store.Proof.Cosignatures(small.Size + 1, large.Size, Soon), Same);
        Assert.Equal([later, first], await Store.Proof.NewestCosignatures(large.Size, 2, Soon), Same);
        Assert.Equal([first, second], await Store.Proof.NewestCosignatures(large.Size - 1, 2, Soon), Same);
    }

    [Fact]
    public async Task The_latest_checkpoints_come_first()
    {
        using var key = NewKey();
        var (small, large) = await TwoCheckpoints(key);

        Assert.Equal([large.Size, small.Size], (await Store.Proof.LatestCheckpoints(large.Size, 2, Soon)).Select(c => c.Size));
        Assert.Equal([large.Size], (await Store.Proof.LatestCheckpoints(long.MaxValue, 1, Soon)).Select(c => c.Size));
        Assert.Equal([small.Note], (await Store.Proof.LatestCheckpoints(large.Size - 1, 2, Soon)).Select(c => c.Note));
    }

    [Fact]
    public async Task A_checkpoint_is_handed_out_with_the_cosignatures_under_it()
    {
        using var key = NewKey();
        using var node = NewKey();
        var (small, large) = await TwoCheckpoints(key);
        await Cosign(large, 12, node);
        await Cosign(small, 12, node);

        var note = SignedNote.Parse(Cosignatures.Under(small, await Store.Proof.Cosignatures(small.Size, large.Size, Soon)));

        Assert.Equal([Log.Origin.ToString(), Signer(12)], note.Signatures.Select(s => s.Name));
        Assert.True(note.IsSignedBy(new NoteKey(Log.Origin.ToString(), key.ExportSubjectPublicKeyInfo())));
        Assert.True(note.IsSignedBy(new NoteKey(Signer(12), node.ExportSubjectPublicKeyInfo())));
    }

    [Fact]
    public async Task Cosignatures_are_good_when_the_log_says_whose_their_keys_are()
    {
        using var key = NewKey();
        using var node = NewKey();
        await Append("node-12", 0, Registration(node));
        var (small, large) = await TwoCheckpoints(key);
        await Cosign(small, 12, node);
        await Cosign(large, 12, node);
        var check = new CosignatureCheck(Store);

        Assert.Null(await check.Run(large.Size, Soon));
        Assert.Equal(2, check.Good);
    }

    [Fact]
    public async Task A_cosignature_that_is_not_good_is_named()
    {
        using var key = NewKey();
        using var node = NewKey();
        using var stranger = NewKey();
        await Append("node-12", 0, Registration(node));
        var (small, large) = await TwoCheckpoints(key);
        await Cosign(small, 12, node);
        var elsewhere = Cosignatures.Read(small, Signer(13), stranger.ExportSubjectPublicKeyInfo(), Sign(small, 13, stranger), Signed);

        Assert.Null(await new CosignatureCheck(Store).Run(small.Size, Soon));
        await Store.Proof.WriteCosignature(elsewhere, Soon);
        Assert.Equal(
            new BadCosignature(small.Size, Signer(13), "the log does not say that its key was ever this node's"),
            await new CosignatureCheck(Store).Run(large.Size, Soon));
        var report = await LogVerification.Run(Store, progress: null, Soon);
        Assert.Equal((false, small.Size, 1), (report.Verified, report.FirstBadCosignature?.Size, report.Cosignatures));

        await Append("node-13", 0, Registration(stranger));
        await Store.Proof.WriteCosignature(elsewhere with { Size = large.Size }, Soon);
        Assert.Equal(
            new BadCosignature(large.Size, Signer(13), "it is not a signature of this checkpoint by its key"),
            await new CosignatureCheck(Store).Run(large.Size, Soon));
    }

    [Fact]
    public async Task What_a_node_sends_is_no_cosignature_unless_text_and_key_are_right()
    {
        using var key = NewKey();
        using var node = NewKey();
        using var stranger = NewKey();
        var (small, large) = await TwoCheckpoints(key);
        var spki = node.ExportSubjectPublicKeyInfo();

        Assert.Contains("The text is not that", Refused(small, Sign(large, 12, node)), StringComparison.Ordinal);
        Assert.Contains("not signed by", Refused(small, Sign(small, 12, stranger)), StringComparison.Ordinal);
        Assert.Contains("not signed by", Refused(small, Sign(small, 13, node)), StringComparison.Ordinal);
        Assert.Contains("not signed by", Refused(small, small.Note), StringComparison.Ordinal);

        string Refused(StoredCheckpoint checkpoint, string note) =>
            Assert.Throws<FormatException>(() => Cosignatures.Read(checkpoint, Signer(12), spki, note, Signed)).Message;
    }

    private static EqualityComparer<StoredCosignature> Same { get; } = EqualityComparer<StoredCosignature>.Create(
        (a, b) => (a!.Size, a.Signer, a.At) == (b!.Size, b.Signer, b.At)
            && a.Key.AsSpan().SequenceEqual(b.Key) && a.Signature.AsSpan().SequenceEqual(b.Signature));

    private string Signer(int node) => Cosignatures.SignerOf(Log.Origin, node);

    private string Sign(StoredCheckpoint checkpoint, int node, ECDsa key) =>
        SignedNote.Sign(SignedNote.Parse(checkpoint.Note).Text, new NoteSigner(Signer(node), key)).ToString();

    private async Task<StoredCosignature> Cosign(StoredCheckpoint checkpoint, int node, ECDsa key)
    {
        var cosignature = Cosignatures.Read(
            checkpoint, Signer(node), key.ExportSubjectPublicKeyInfo(), Sign(checkpoint, node, key), Signed);
        await Store.Proof.WriteCosignature(cosignature, Soon);
        return cosignature;
    }

    private async Task<(StoredCheckpoint Small, StoredCheckpoint Large)> TwoCheckpoints(ECDsa key)
    {
        var maker = await Maker(key);
        await Append("a", 0, Shelf.Noted("x"));
        var small = await maker.Make(Soon);
        await Append("a", 1, Shelf.Noted("y"));
        return (small, await maker.Make(Soon));
    }

    private static NewEvent Registration(ECDsa key) => new(
        Cosignatures.KeyRegistered, Encoding.UTF8.GetBytes($$"""{"key":"{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}"}"""),
        "{}"u8.ToArray());
}
