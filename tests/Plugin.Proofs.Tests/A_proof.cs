namespace Plugin.Proofs.Tests;

public sealed class A_proof
{
    private static readonly byte[][] Leaves = [.. Enumerable.Range(0, 70).Select(i => MerkleTree.HashLeaf([(byte)i]))];
    private static readonly byte[][] Roots = [.. Enumerable.Range(0, Leaves.Length + 1).Select(size => MerkleTree.Root(Leaves[..size]))];

    [Fact]
    public void Of_inclusion_holds_for_its_leaf_index_size_and_root_only()
    {
        for (var size = 1; size <= Leaves.Length; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var path = MerkleTree.InclusionProof(Leaves, index, size);
                Assert.True(ProofCheck.Includes(Leaves[index], index, size, path, Roots[size]));
                Assert.False(ProofCheck.Includes(Leaves[(index + 1) % 70], index, size, path, Roots[size]));
                Assert.False(ProofCheck.Includes(Leaves[index], index, size, path, Roots[size - 1]));
                Assert.False(ProofCheck.Includes(Leaves[index], index, size, [.. path, Roots[1]], Roots[size]));
                Assert.False(path.Count > 0 && ProofCheck.Includes(Leaves[index], index, size, [.. path.Skip(1)], Roots[size]));
                Assert.False(index + 1 < size && ProofCheck.Includes(Leaves[index], index + 1, size, path, Roots[size]));
            }
        }
    }

    [Fact]
    public void Of_consistency_holds_for_its_two_trees_only()
    {
        for (var size = 0; size <= Leaves.Length; size++)
        {
            for (var old = 0; old <= size; old++)
            {
                var proof = MerkleTree.ConsistencyProof(Leaves, old, size);
                Assert.True(ProofCheck.Extends(old, Roots[old], size, Roots[size], proof));
                Assert.False(ProofCheck.Extends(old, Roots[(old + 1) % 71], size, Roots[size], proof));
                Assert.False(ProofCheck.Extends(old, Roots[old], size, Roots[size], [.. proof, Roots[1]]));
                Assert.False(old > 0 && old < size && ProofCheck.Extends(old, Roots[old], size, Roots[(size + 1) % 71], proof));
                Assert.False(proof.Count > 0 && ProofCheck.Extends(old, Roots[old], size, Roots[size], [.. proof.Skip(1)]));
            }
        }
    }

    [Fact]
    public void Of_a_rewritten_history_does_not_exist()
    {
        byte[][] rewritten = [.. Leaves];
        rewritten[3] = MerkleTree.HashLeaf("other"u8);

        var proof = MerkleTree.ConsistencyProof(rewritten, 10, 70);

        Assert.False(ProofCheck.Extends(10, Roots[10], 70, MerkleTree.Root(rewritten), proof));
    }
}
