using System.IO.Compression;
using System.Text;
using Plugin.EventLog.Proving;
using Plugin.Proofs;

namespace Plugin.EventLog.Tests.Exporting;

public sealed class An_export
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(700, 1, 700)]
    [InlineData(700, 257, 512)]
    [InlineData(700, 3, 3)]
    [InlineData(700, 700, 700)]
    public async Task Of_a_range_is_good(int size, long from, long to)
    {
        await using var log = await ExportedLog.Of(size);

        var report = await ExportedLog.Check(await log.Range(from, to), log.Key);

        Assert.Equal((to - from + 1, size, from, to), (report.Manifest.Events, report.Manifest.Size, report.Manifest.From, report.Manifest.To));
        Assert.Equal((await log.Sign()).Root, report.Root.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Of_any_events_under_any_checkpoint_is_good(int seed)
    {
        var random = new Random(seed);
        await using var log = await ExportedLog.Of(random.Next(2, 900), seed);
        var all = await log.Store.Log.Read(0, 900, CancellationToken.None);
        for (var i = 0; i < 20; i++)
        {
            string[] streams = [.. all.Select(e => e.Stream).Distinct().Where(_ => random.Next(10) == 0).DefaultIfEmpty("thing-0-0")];

            var export = await log.Thing(streams[0], all.Where(e => streams.Contains(e.Stream)).Select(e => e.Position));

            Assert.Equal(all.Count(e => streams.Contains(e.Stream)), (await ExportedLog.Check(export, log.Key)).Manifest.Events);
        }
    }

    [Fact]
    public async Task Made_twice_is_the_same_bytes_also_when_the_log_has_grown()
    {
        await using var log = await ExportedLog.Of(40);
        var first = await log.Range(3, 20);
        await log.Append("later", 0, "{}");
        await log.Sign();

        Assert.Equal(first, await log.Range(3, 20));
    }

    [Fact]
    public async Task Zipped_anew_is_as_good()
    {
        await using var log = await ExportedLog.Of(40);
        var export = await log.Range(3, 20);

        var again = ExportedLog.Zipped([.. ExportedLog.Parts(export).Reverse()], CompressionLevel.SmallestSize);

        Assert.Equal(18, (await ExportedLog.Check(again, log.Key)).Manifest.Events);
    }

    [Fact]
    public async Task Lists_who_did_what_and_when()
    {
        await using var log = await ExportedLog.Of(3);
        var at = (await log.Store.Log.Read(1, 1, CancellationToken.None))[0].At;

        var index = Encoding.UTF8.GetString(ExportedLog.Part(await log.Range(2, 2), "index.txt")).Split('\n');

        Assert.Equal(
            $"       2  {at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}  thing.happened/1, thing-1-0 1, run:7/1 for user:4 via node:2", index[1]);
    }

    [Fact]
    public async Task Keeps_bytes_that_are_no_text()
    {
        await using var log = await ExportedLog.Of(1);
        await log.Append("odd", 0, new NewEvent("odd\n/1", new byte[] { 0xff, 0x00, 0x80 }, "no json"u8.ToArray()));
        await log.Sign();

        Assert.Equal(2, (await ExportedLog.Check(await log.Range(1, 2), log.Key)).Manifest.Events);
    }

    [Fact]
    public async Task Carries_the_signatures_of_nodes_and_says_which_keys_are_on_record_in_it()
    {
        await using var log = await ExportedLog.Of(4);
        using var node = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var spki = node.ExportSubjectPublicKeyInfo();
        await log.Append("node-11", 0, new NewEvent(
            Cosignatures.KeyRegistered, Encoding.UTF8.GetBytes($$"""{"key":"{{Convert.ToBase64String(spki)}}"}"""), "{}"u8.ToArray()));
        var checkpoint = await log.Sign();
        foreach (var id in (int[])[11, 12])
        {
            var signer = Cosignatures.SignerOf(log.Store.Log.Origin, id);
            var note = SignedNote.Parse(checkpoint.Note);
            await log.Store.Proof.WriteCosignature(
                Cosignatures.Read(checkpoint, signer, spki, note.With(new NoteSigner(signer, node).Sign(note.Text)).ToString(), checkpoint.At),
                CancellationToken.None);
        }

        var report = await ExportedLog.Check(await log.Range(1, 5), log.Key);

        Assert.Equal((2, 1), (report.Cosignatures, report.Registered));
    }

    [Theory]
    [InlineData(0, 5L)]
    [InlineData(6, 5L)]
    [InlineData(1, 41L)]
    [InlineData(41, null)]
    public async Task Is_not_made_of_events_that_no_checkpoint_covers(long from, long? to)
    {
        await using var log = await ExportedLog.Of(40);
        await log.Append("later", 0, "{}");

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => log.Range(from, to));

        Assert.Contains("Positions are from 1 to 40", refused.Message, StringComparison.Ordinal);
    }
}
