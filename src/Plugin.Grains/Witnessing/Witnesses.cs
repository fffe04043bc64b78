using Plugin.Domain;
using Plugin.EventLog;
using Plugin.EventLog.Proving;

namespace Plugin.Grains.Witnessing;

/// <summary>Nodes that sign checkpoints: what they are told, what they send, and how it is handed out.</summary>
public sealed class Witnesses(IStore store, TimeProvider clock)
{
    // Defined in Plugin.ReadModels.
    private const string Table = "witnesses";

    private const int MostWitnesses = 100_000;

    /// <summary>What the nodes can be told now; null before the first checkpoint.</summary>
    public async Task<WitnessedLog?> Newest(CancellationToken cancellationToken)
    {
        if (await store.Proof.NewestCheckpoint(cancellationToken) is not { } newest)
        {
            return null;
        }

        var nodes = await store.Read.Where(Table, "active", true, MostWitnesses, cancellationToken);
        // One more than is shown, since a node is not shown its own; and as many of the size below, where they have just begun to sign this one.
        var signed = await store.Proof.NewestCosignatures(newest.Size, 2 * (WitnessedLog.MostShown + 1), cancellationToken);
        var witnessed = new Dictionary<long, StoredCheckpoint>();
        // Whoever signed the newest of them is shown the newest that somebody else signed; all others are shown this one.
        foreach (var latest in signed.Take(1).Concat(signed.Where(c => c.Signer != signed[0].Signer).Take(1)))
        {
            if (await OfSize(latest.Size, cancellationToken) is { } checkpoint)
            {
                witnessed[latest.Size] = checkpoint;
            }
        }

        return new WitnessedLog(store.Log.Origin, newest, nodes.Select(row => (int)(long)row["node"]!).ToHashSet(), signed, witnessed);
    }

    /// <summary>The nodes' present keys in the text form of signed-note.</summary>
    public async Task<IReadOnlyList<string>> Keys(CancellationToken cancellationToken) =>
    [
        .. (await store.Read.Where(Table, "active", true, MostWitnesses, cancellationToken)).Select(row => Cosignatures.KeyOf(
            Cosignatures.SignerOf(store.Log.Origin, (int)(long)row["node"]!), Convert.FromBase64String((string)row["key"]!))),
    ];

    /// <summary>Keeps a node's signature under a checkpoint of this log, once it is found good.</summary>
    /// <param name="note">The checkpoint's text with the node's signature.</param>
    public async Task<Answer<Done>> Accept(NodeId node, string note, CancellationToken cancellationToken)
    {
        if (await KeyOf(node, cancellationToken) is not { } key)
        {
            return Refused(RefusalKind.Conflict, "no_key", "The node has no signing key registered; its agent tells it when it says hello.");
        }

        try
        {
            var size = Cosignatures.SizeIn(note);
            if (await OfSize(size, cancellationToken) is not { } checkpoint)
            {
                return Refused(RefusalKind.Conflict, "unknown_checkpoint", $"This log has no checkpoint of {size} events.");
            }

            await store.Proof.WriteCosignature(
                Cosignatures.Read(checkpoint, Cosignatures.SignerOf(store.Log.Origin, node.Value), key, note, clock.GetUtcNow()),
                cancellationToken);
            GrainTelemetry.Cosigned("kept");
            return new Done();
        }
        catch (FormatException e)
        {
            GrainTelemetry.Cosigned("invalid");
            return Refused(RefusalKind.Invalid, "invalid", e.Message);
        }
    }

    /// <summary>The checkpoint of this size with all signatures under it; null when there is none.</summary>
    public async Task<string?> Note(long size, CancellationToken cancellationToken) =>
        await OfSize(size, cancellationToken) is { } checkpoint ? await Note(checkpoint, cancellationToken) : null;

    public async Task<string> Note(StoredCheckpoint checkpoint, CancellationToken cancellationToken) =>
        Cosignatures.Under(checkpoint, await store.Proof.Cosignatures(checkpoint.Size, checkpoint.Size, cancellationToken));

    private static Refusal Refused(RefusalKind kind, string code, string reason) => new(kind, $"cosignature.{code}", reason);

    private async Task<StoredCheckpoint?> OfSize(long size, CancellationToken cancellationToken) =>
        (await store.Proof.Checkpoints(size - 1, 1, cancellationToken)).FirstOrDefault(checkpoint => checkpoint.Size == size);

    private async Task<byte[]?> KeyOf(NodeId node, CancellationToken cancellationToken) =>
        await store.Read.Where(Table, "node", (long)node.Value, 1, cancellationToken) is [var row] && row["active"] is true
            ? Convert.FromBase64String((string)row["key"]!)
            : null;
}
