using Plugin.Proofs;
using Plugin.Testing.Running;

namespace Plugin.Api.Tests;

/// <summary>An auditor who has nothing but the hub's answers.</summary>
public sealed class The_proofs(RunningHub hub) : IClassFixture<RunningHub>
{
    private Api Carol => hub.World.Carol;

    [Fact]
    public async Task Of_an_event_lead_from_its_leaf_to_the_root_that_the_hub_signed()
    {
        var checkpoint = await Signed(Carol, await Carol.Read(HttpMethod.Post, "audit/checkpoint"));
        var events = (await hub.World.Root.Get("audit/log?limit=1000"))["events"].AsArray();

        foreach (var position in (long[])[1, 7, checkpoint.Size])
        {
            var proof = await Carol.Get($"audit/proofs/inclusion?position={position}&size={checkpoint.Size}");

            Assert.Equal(200, proof.Status);
            Assert.Equal(checkpoint.Origin, proof.Text("origin"));
            var leaf = (string)events[(int)position - 1]!["leaf"]!;
            Assert.Equal(leaf, proof.Text("leaf"));
            Assert.True(ProofCheck.Includes(
                Convert.FromHexString(leaf), position - 1, checkpoint.Size, Hashes(proof), checkpoint.Root.ToArray()));
        }
    }

    [Fact]
    public async Task Of_growth_show_that_a_later_checkpoint_begins_with_an_earlier_one()
    {
        var earlier = await Signed(Carol, await Carol.Read(HttpMethod.Post, "audit/checkpoint"));
        await hub.World.Ordered(hub.World.Alice, hub.World.A);
        var later = await Signed(Carol, await Carol.Read(HttpMethod.Post, "audit/checkpoint"));

        var proof = await Carol.Get($"audit/proofs/consistency?from={earlier.Size}&to={later.Size}");

        Assert.True(later.Size > earlier.Size);
        Assert.True(ProofCheck.Extends(earlier.Size, earlier.Root.ToArray(), later.Size, later.Root.ToArray(), Hashes(proof)));
    }

    [Fact]
    public async Task Can_be_made_from_tiles_alone()
    {
        var checkpoint = await Signed(Carol, await Carol.Read(HttpMethod.Post, "audit/checkpoint"));
        Assert.InRange(checkpoint.Size, 1, 255);

        using var tile = await Carol.Open($"audit/tile/0/000.p/{checkpoint.Size}");

        Assert.Equal("application/octet-stream", tile.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            checkpoint.Root.ToArray(), MerkleTree.Root([.. (await tile.Content.ReadAsByteArrayAsync()).Chunk(MerkleTree.HashSize)]));
    }

    [Fact]
    public async Task Are_signed_by_themselves_soon_after_something_happened()
    {
        await hub.World.Ordered(hub.World.Alice, hub.World.A);
        var head = (long)(await hub.World.Root.Get("audit/log?limit=1"))["head"];

        await Eventually.Get(
            async () => await Signed(Carol, await Carol.Read(HttpMethod.Get, "audit/checkpoint")) is var newest && newest.Size >= head ? newest : null,
            Eventually.Patience, () => $"a checkpoint of {head} events");
    }

    [Theory]
    [InlineData("audit/tile/0/000")]
    [InlineData("audit/tile/0/000.p/0")]
    [InlineData("audit/tile/0/000.p/256")]
    [InlineData("audit/tile/0/x000/000.p/1")]
    [InlineData("audit/tile/0/0.p/1")]
    [InlineData("audit/tile/0/-01.p/1")]
    [InlineData("audit/tile/0/x999/x999/x999/x999/999")]
    [InlineData("audit/tile/63/000.p/1")]
    [InlineData("audit/tile/0")]
    public async Task Name_no_tile_that_is_not_there(string path)
    {
        var answer = await Carol.Get(path);

        Assert.Equal((404, "application/problem+json"), (answer.Status, answer.Type));
    }

    [Theory]
    [InlineData("audit/proofs/inclusion")]
    [InlineData("audit/proofs/inclusion?position=0&size=5")]
    [InlineData("audit/proofs/inclusion?position=6&size=5")]
    [InlineData("audit/proofs/inclusion?position=1&size=1000000")]
    [InlineData("audit/proofs/consistency?from=-1&to=5")]
    [InlineData("audit/proofs/consistency?from=6&to=5")]
    [InlineData("audit/proofs/consistency?from=1&to=x")]
    public async Task Are_refused_for_trees_that_the_log_never_was(string path)
    {
        var answer = await Carol.Get(path);

        Assert.Equal((400, "application/problem+json"), (answer.Status, answer.Type));
    }

    [Theory]
    [InlineData("audit/checkpoint")]
    [InlineData("audit/key")]
    [InlineData("audit/tile/0/000.p/1")]
    [InlineData("audit/proofs/inclusion?position=1&size=1")]
    [InlineData("audit/proofs/consistency?from=1&to=1")]
    public async Task Are_for_users_and_nodes_but_not_for_anyone(string path)
    {
        Assert.Equal(401, (await hub.Anyone.Get(path)).Status);
        Assert.Equal(200, (await Carol.Get(path)).Status);
        Assert.Equal(200, (await hub.World.NodeA.Get(path)).Status);
    }

    internal static async Task<Checkpoint> Signed(Api by, string note)
    {
        var key = NoteKey.Parse((await by.Read(HttpMethod.Get, "audit/key")).TrimEnd('\n'));
        var signed = SignedNote.Parse(note);
        Assert.True(signed.IsSignedBy(key));
        return Checkpoint.Parse(signed.Text);
    }

    private static IReadOnlyList<byte[]> Hashes(Answer proof) =>
        [.. proof["hashes"].AsArray().Select(hash => Convert.FromHexString((string)hash!))];
}
