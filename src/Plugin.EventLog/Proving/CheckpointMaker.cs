using System.Security.Cryptography;
using Plugin.Proofs;

namespace Plugin.EventLog.Proving;

/// <summary>
/// Signs what the log is. Any number of them may work at once: of two checkpoints of one size the first stored is the one, and it is what
/// both answer.
/// </summary>
public sealed class CheckpointMaker
{
    private readonly IStore _store;
    private readonly NoteSigner _signer;
    private readonly TimeProvider _clock;

    private CheckpointMaker(IStore store, NoteSigner signer, TimeProvider clock)
    {
        (_store, _signer, _clock) = (store, signer, clock);
        Tree = new LogTree(store);
    }

    public LogTree Tree { get; }

    /// <summary>What verifies the notes, in the text form of signed-note; its name is the log's origin.</summary>
    public string Key => _signer.Key.ToString();

    /// <summary>Records the key's public half beside the log's origin, if it is the first.</summary>
    /// <exception cref="LogUnusableException">This log's checkpoints are signed with another key.</exception>
    public static async Task<CheckpointMaker> Open(
        IStore store, ECDsa key, TimeProvider clock, CancellationToken cancellationToken)
    {
        var signer = new NoteSigner(store.Log.Origin.ToString(), key);
        var recorded = await store.Proof.RecordSigningKey(key.ExportSubjectPublicKeyInfo(), cancellationToken);
        return new NoteKey(signer.Key.Name, recorded) == signer.Key
            ? new CheckpointMaker(store, signer, clock)
            : throw new LogUnusableException(
                $"The checkpoints of {store.Log.Origin} are signed with another key than the hub's log-signing-key: stations would take this hub for a forger. Restore the secrets folder that this log was started with, or name it with --secrets.");
    }

    /// <summary>The newest checkpoint, made now if the log has grown since.</summary>
    /// <exception cref="LogUnusableException">The log is not a continuation of its newest checkpoint; nothing is signed.</exception>
    public async Task<StoredCheckpoint> Make(CancellationToken cancellationToken)
    {
        var newest = await _store.Proof.NewestCheckpoint(cancellationToken);
        var size = await _store.Log.Head(cancellationToken);
        if (newest is not null && newest.Size == size)
        {
            return newest;
        }

        var root = await Tree.Root(size, cancellationToken);
        if (newest is not null && !await Continues(newest, size, root, cancellationToken))
        {
            throw new LogUnusableException(
                $"The log does not continue its checkpoint of {newest.Size} events: its history was changed. `plugin log verify` shows where; restore it from a backup.");
        }

        var text = new Checkpoint(_signer.Key.Name, size, root, []).ToText();
        await _store.Proof.WriteCheckpoint(
            new StoredCheckpoint(size, root, SignedNote.Sign(text, _signer).ToString(), _clock.GetUtcNow()), cancellationToken);
        return (await _store.Proof.Checkpoints(size - 1, 1, cancellationToken))[0];
    }

    private async Task<bool> Continues(StoredCheckpoint old, long size, byte[] root, CancellationToken cancellationToken) =>
        old.Size <= size && ProofCheck.Extends(
            old.Size, old.Root, size, root, await Tree.ConsistencyProof(old.Size, size, cancellationToken));
}
