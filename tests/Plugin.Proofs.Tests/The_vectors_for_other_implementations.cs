using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Plugin.Proofs.Tests;

/// <summary>
/// <c>proof-vectors.json</c>, which the web page's own verification is held against as well. Trees and proofs are compared with the file; signatures
/// are never the same twice, so those in the file are verified. <c>UPDATE_VECTORS=1</c> writes it anew.
/// </summary>
public sealed class The_vectors_for_other_implementations
{
    private const int Leaves = 12;
    private const string Hub = "6f1d3c1e-5a0b-4c58-9f0e-2b8f6f9d7a11";
    private static readonly JsonSerializerOptions Written = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    private static readonly byte[][] Tree = [.. Enumerable.Range(0, Leaves).Select(i => MerkleTree.HashLeaf(Encoding.UTF8.GetBytes($"entry {i}")))];

    private static string File => Path.Combine(AppContext.BaseDirectory, "proof-vectors.json");

    [Fact]
    public void Have_the_roots_and_proofs_that_this_one_makes()
    {
        if (Environment.GetEnvironmentVariable("UPDATE_VECTORS") == "1")
        {
            System.IO.File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "../../../proof-vectors.json"), JsonSerializer.Serialize(Made(), Written) + "\n");
        }

        var (made, read) = (Made(), Read());
        Assert.Equal(made.Roots, read.Roots);
        Assert.Equal(JsonSerializer.Serialize(made.Inclusion), JsonSerializer.Serialize(read.Inclusion));
        Assert.Equal(JsonSerializer.Serialize(made.Consistency), JsonSerializer.Serialize(read.Consistency));
    }

    [Fact]
    public void Have_a_checkpoint_that_hub_and_nodes_signed()
    {
        var read = Read();
        var note = SignedNote.Parse(read.Note);

        Assert.Equal(Leaves, Checkpoint.Parse(note.Text).Size);
        Assert.Equal(3, read.Keys.Count);
        Assert.All(read.Keys, key => Assert.True(note.IsSignedBy(NoteKey.Parse(key))));
    }

    private static VectorFile Read() => JsonSerializer.Deserialize<VectorFile>(System.IO.File.ReadAllText(File), Written)!;

    private static VectorFile Made()
    {
        var roots = Enumerable.Range(0, Leaves + 1).Select(size => MerkleTree.Root(Tree[..size])).ToArray();
        NoteSigner[] signers = [.. ((string[])["1", "node/11", "node/12"]).Select(who => new NoteSigner($"plugin/{Hub}/{who}", ECDsa.Create(ECCurve.NamedCurves.nistP256)))];
        var text = new Checkpoint($"plugin/{Hub}/1", Leaves, roots[Leaves], []).ToText();
        return new VectorFile(
            [.. Enumerable.Range(0, Leaves).Select(i => $"entry {i}")],
            [.. roots.Select(Convert.ToHexStringLower)],
            [
                .. from size in Enumerable.Range(1, Leaves)
                   from index in Enumerable.Range(0, size)
                   select new InclusionVector(index, size, Hex(MerkleTree.InclusionProof(Tree, index, size))),
            ],
            [
                .. from size in Enumerable.Range(0, Leaves + 1)
                   from old in Enumerable.Range(0, size + 1)
                   select new ConsistencyVector(old, size, Hex(MerkleTree.ConsistencyProof(Tree, old, size))),
            ],
            [.. signers.Select(signer => signer.Key.ToString())],
            SignedNote.Sign(text, signers).ToString());
    }

    private static string[] Hex(IReadOnlyList<byte[]> hashes) => [.. hashes.Select(Convert.ToHexStringLower)];

    private sealed record VectorFile(
        IReadOnlyList<string> Entries, IReadOnlyList<string> Roots, IReadOnlyList<InclusionVector> Inclusion,
        IReadOnlyList<ConsistencyVector> Consistency, IReadOnlyList<string> Keys, string Note);

    private sealed record InclusionVector(int Index, int Size, IReadOnlyList<string> Hashes);

    private sealed record ConsistencyVector(int From, int To, IReadOnlyList<string> Hashes);
}
