using Plugin.EventLog;
using Plugin.EventLog.Proving;

namespace Plugin.Grains.Witnessing;

/// <summary>How far the nodes that sign checkpoints have come.</summary>
public sealed class WitnessStanding(IStore store)
{
    // Defined in Plugin.ReadModels.
    private const string Table = "witnesses";

    private const int MostWitnesses = 100_000;

    /// <summary>Signatures that are looked through for each node: one that has not signed among so many is behind.</summary>
    private const int Rounds = 4;

    /// <summary>The newest signature of each node that signs; null for one that has given none lately.</summary>
    public async Task<IReadOnlyDictionary<int, StoredCosignature?>> Newest(CancellationToken cancellationToken)
    {
        var nodes = (await store.Read.Where(Table, "active", true, MostWitnesses, cancellationToken)).Select(row => (int)(long)row["node"]!).ToList();
        var signatures = await store.Proof.NewestCosignatures(long.MaxValue, Rounds * (nodes.Count + 1), cancellationToken);
        var newest = signatures.GroupBy(one => one.Signer, StringComparer.Ordinal).ToDictionary(of => of.Key, of => of.MaxBy(one => one.Size)!);
        return nodes.ToDictionary(node => node, node => newest.GetValueOrDefault(Cosignatures.SignerOf(store.Log.Origin, node)));
    }
}
