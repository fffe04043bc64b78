using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Plugin.Api.Tests;

/// <summary>
/// A client of C2SP tlog-tiles that knows nothing of PLUGIN but its address and a token: it fetches checkpoint, tiles and entries, and
/// makes everything else itself.
/// </summary>
public sealed class The_static_tree(RunningHub hub) : IClassFixture<RunningHub>
{
    private const int Width = 256;

    private Api Auditor => hub.World.Root;

    [Fact]
    public async Task Is_what_its_entries_make_up_to_the_root_that_was_signed()
    {
        for (var head = 0L; head < Width + 20;)
        {
            await hub.World.Ordered(hub.World.Alice, hub.World.A);
            head = (long)(await Auditor.Get("audit/log?limit=1"))["head"];
        }

        var (size, root) = Signed(await Auditor.Read(HttpMethod.Post, "audit/checkpoint"), await Auditor.Read(HttpMethod.Get, "audit/key"));

        Assert.True(size > Width);
        var leaves = new List<byte[]>();
        foreach (var path in Tiles(size))
        {
            var hashes = (await Bytes($"audit/tile/0/{path}")).Chunk(32).ToArray();
            var entries = Entries(await Bytes($"audit/tile/entries/{path}")).Select(entry => SHA256.HashData([0x00, .. entry])).ToArray();
            Assert.Equal(hashes, entries);
            leaves.AddRange(entries);
        }

        Assert.Equal(size, leaves.Count);
        Assert.Equal(root, Root(leaves));
        Assert.Equal(Root(leaves[..Width]), await Bytes("audit/tile/1/000.p/1"));
    }

    [Theory]
    [InlineData("audit/tile/entries/000.p/0")]
    [InlineData("audit/tile/entries/000.p/256")]
    [InlineData("audit/tile/entries/x000/000")]
    [InlineData("audit/tile/entries/999")]
    [InlineData("audit/tile/entries/")]
    public async Task Has_no_bundle_of_what_is_not_there(string path) => Assert.Equal(404, (await Auditor.Get(path)).Status);

    [Fact]
    public async Task Shows_entries_to_auditors_only()
    {
        Assert.Equal(403, (await hub.World.Alice.Get("audit/tile/entries/000.p/1")).Status);
        Assert.Equal(403, (await hub.World.NodeA.Get("audit/tile/entries/000.p/1")).Status);
        Assert.Equal(401, (await hub.Anyone.Get("audit/tile/entries/000.p/1")).Status);
    }

    private static IEnumerable<string> Tiles(long size)
    {
        for (var tile = 0; tile * Width < size; tile++)
        {
            var width = Math.Min(Width, size - (tile * Width));
            yield return string.Create(CultureInfo.InvariantCulture, $"{tile:000}{(width < Width ? $".p/{width}" : "")}");
        }
    }

    private static IEnumerable<byte[]> Entries(byte[] bundle)
    {
        for (var at = 0; at < bundle.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(bundle.AsSpan(at));
            yield return bundle[(at + 2)..(at + 2 + length)];
            at += 2 + length;
        }
    }

    // RFC 6962, section 2.1, as it is written there.
    private static byte[] Root(List<byte[]> leaves)
    {
        if (leaves.Count == 1)
        {
            return leaves[0];
        }

        var split = 1;
        while (split * 2 < leaves.Count)
        {
            split *= 2;
        }

        return SHA256.HashData([0x01, .. Root(leaves[..split]), .. Root(leaves[split..])]);
    }

    private static (long Size, byte[] Root) Signed(string note, string key)
    {
        var end = note.IndexOf("\n\n", StringComparison.Ordinal) + 1;
        var lines = note[..end].Split('\n');
        var parts = key.Trim().Split('+', 3);
        var spki = Convert.FromBase64String(parts[2])[1..];
        using var verifier = ECDsa.Create();
        verifier.ImportSubjectPublicKeyInfo(spki, out _);
        var signature = Convert.FromBase64String(
            note[(end + 1)..].Split('\n').Single(line => line.StartsWith($"— {parts[0]} ", StringComparison.Ordinal)).Split(' ')[2]);
        Assert.Equal(parts[1], Convert.ToHexStringLower(signature[..4]));
        Assert.True(verifier.VerifyData(
            Encoding.UTF8.GetBytes(note[..end]), signature[4..], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        return (long.Parse(lines[1], CultureInfo.InvariantCulture), Convert.FromBase64String(lines[2]));
    }

    private async Task<byte[]> Bytes(string path)
    {
        using var answer = await Auditor.Open(path);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsByteArrayAsync();
    }
}
