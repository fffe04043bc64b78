using System.Security.Cryptography;
using Plugin.Proofs;

namespace Plugin.EventLog.Proving;

/// <summary>
/// Signs what the log is, after it has made sure that the log continues what was signed before and what this hub remembers. Any number of
/// them may work at once: of two checkpoints of one size the first stored is the one, and it is what both answer.
/// </summary>
public sealed class CheckpointMaker
{
    private readonly IStore _store;
    private readonly NoteSigner _signer;
    private readonly LogContinuity _continuity;
    private readonly TimeProvider _clock;

    private CheckpointMaker(IStore store, NoteSigner signer, LogTree tree, LogContinuity continuity, TimeProvider clock) =>
        (_store, _signer, Tree, _continuity, _clock) = (store, signer, tree, continuity, clock);

    public LogTree Tree { get; }

    /// <summary>What verifies the notes, in the text form of signed-note; its name is the log's origin.</summary>
    public string Key => _signer.Key.ToString();

    /// <summary>Records the key's public half beside the log's origin, if it is the first.</summary>
    /// <exception cref="LogUnusableException">This log's checkpoints are signed with another key.</exception>
    /// <exception cref="LogWentBackException">The log does not continue what is remembered of it.</exception>
    public static async Task<CheckpointMaker> Open(
        IStore store, ECDsa key, ICheckpointMemory memory, TimeProvider clock, CancellationToken cancellationToken)
    {
        var signer = new NoteSigner(store.Log.Origin.ToString(), key);
        var recorded = await store.Proof.RecordSigningKey(key.ExportSubjectPublicKeyInfo(), cancellationToken);
        if (new NoteKey(signer.Key.Name, recorded) != signer.Key)
        {
            throw new LogUnusableException(
                $"The checkpoints of {store.Log.Origin} are signed with another key than the hub's log-signing-key: stations would take this hub for a forger. Restore the secrets folder that this log was started with, or name it with --secrets.");
        }

        await CheckOrigin(store, recorded, cancellationToken);
        var tree = new LogTree(store);
        var continuity = await LogContinuity.Remembered(store, tree, memory, recorded, cancellationToken);
        await continuity.Confirm(await store.Log.Head(cancellationToken), cancellationToken);
        return new CheckpointMaker(store, signer, tree, continuity, clock);
    }

    /// <summary>The newest checkpoint, made now if the log has grown since.</summary>
    /// <exception cref="LogUnusableException">The log is not a continuation of its newest checkpoint; nothing is signed.</exception>
    /// <exception cref="LogWentBackException">The log was restored to the past; nothing is signed.</exception>
    public async Task<StoredCheckpoint> Make(CancellationToken cancellationToken)
    {
        var newest = await _store.Proof.NewestCheckpoint(cancellationToken);
        var size = await _store.Log.Head(cancellationToken);
        await _continuity.Confirm(size, cancellationToken);
        if (newest is null || newest.Size != size)
        {
            newest = await Sign(newest, size, cancellationToken);
        }

        await _continuity.Remember(newest, cancellationToken);
        return newest;
    }

    /// <summary>For a silo that does not sign: makes sure that the log goes on, and remembers what others have signed.</summary>
    /// <exception cref="LogWentBackException">The log was restored to the past.</exception>
    public async Task Watch(CancellationToken cancellationToken)
    {
        var newest = await _store.Proof.NewestCheckpoint(cancellationToken);
        await _continuity.Confirm(await _store.Log.Head(cancellationToken), cancellationToken);
        if (newest is not null)
        {
            await _continuity.Remember(newest, cancellationToken);
        }
    }

    private static async Task CheckOrigin(IStore store, byte[] recorded, CancellationToken cancellationToken)
    {
        if (await store.Proof.NewestCheckpoint(cancellationToken) is not { } newest)
        {
            return;
        }

        try
        {
            KnownCheckpoint.Parse(newest.Note, store.Log.Origin, recorded);
        }
        catch (LogUnusableException e)
        {
            throw new LogUnusableException(
                $"The database says that it holds {store.Log.Origin}, and its newest checkpoint says otherwise: {e.Message} One of them was changed by hand. Restore the database from a backup.", e);
        }
    }

    private async Task<StoredCheckpoint> Sign(StoredCheckpoint? newest, long size, CancellationToken cancellationToken)
    {
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
