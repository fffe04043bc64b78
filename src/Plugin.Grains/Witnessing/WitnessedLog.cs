using Plugin.EventLog;
using Plugin.EventLog.Proving;

namespace Plugin.Grains.Witnessing;

/// <summary>The log's newest checkpoint and who signed lately, from which each node gets its own view.</summary>
/// <param name="Nodes">All that sign checkpoints.</param>
/// <param name="Latest">Signatures, those under the largest checkpoint first.</param>
/// <param name="Witnessed">Those of the signed checkpoints that a node may be shown.</param>
public sealed record WitnessedLog(
    LogOrigin Origin, StoredCheckpoint Newest, IReadOnlySet<int> Nodes, IReadOnlyList<StoredCosignature> Latest,
    IReadOnlyDictionary<long, StoredCheckpoint> Witnessed)
{
    /// <summary>Other nodes' signatures in one message: enough to have to deceive many, little enough to send often.</summary>
    internal const int MostShown = 16;

    public CheckpointNews For(int node)
    {
        var self = Cosignatures.SignerOf(Origin, node);
        var others = Latest.Where(cosignature => cosignature.Signer != self).ToList();
        var shown = others.TakeWhile(cosignature => cosignature.Size == others[0].Size).Take(MostShown).ToList();
        var note = shown.Count > 0 && Witnessed.TryGetValue(shown[0].Size, out var checkpoint) ? Cosignatures.Under(checkpoint, shown) : null;
        return new CheckpointNews(
            Newest.Size, Newest.Note, Nodes.Count(id => id != node), note, note is null ? [] : [.. shown.Select(c => Cosignatures.KeyOf(c.Signer, c.Key))]);
    }
}
