using Plugin.Proofs;

namespace Plugin.EventLog.Verifying;

/// <summary>Compares the stored checkpoints, smallest first, with the tree as it grows.</summary>
internal sealed class CheckpointCheck(IProofTables tables, LogOrigin origin, byte[]? key, long last)
{
    private const int PageSize = 500;

    private readonly Queue<StoredCheckpoint> _next = [];
    private long _read = -1;

    public int Good { get; private set; }

    /// <summary>The size of the newest one that is asked for; −1 when there is none.</summary>
    public long Last => last;

    /// <summary>How the checks begin. Checkpoints that are made from now on are not asked for: the log's head is read after this.</summary>
    public static async Task<CheckpointCheck> Begin(IStore store, CancellationToken cancellationToken)
    {
        var last = await store.Proof.NewestCheckpoint(cancellationToken);
        return new CheckpointCheck(store.Proof, store.Log.Origin, await store.Proof.SigningKey(cancellationToken), last?.Size ?? -1);
    }

    /// <summary>Null, or the checkpoint of a tree of this size that is not what it should be.</summary>
    /// <param name="generation">Which the tree's last event is of.</param>
    public async ValueTask<BadCheckpoint?> Accept(TileCheck tree, int generation, CancellationToken cancellationToken)
    {
        if (await Next(cancellationToken) is not { } stored || stored.Size > tree.Size)
        {
            return null;
        }

        _next.Dequeue();
        if (Wrong(stored, tree.Root(), (origin with { Generation = generation }).ToString()) is { } why)
        {
            return new BadCheckpoint(stored.Size, why);
        }

        Good++;
        return null;
    }

    /// <summary>Null, or a checkpoint of more events than the log has.</summary>
    public async Task<BadCheckpoint?> End(long head, CancellationToken cancellationToken) =>
        await Next(cancellationToken) is { } stored
            ? new BadCheckpoint(stored.Size, $"the log has only {head} events: later ones were removed")
            : null;

    private async ValueTask<StoredCheckpoint?> Next(CancellationToken cancellationToken)
    {
        if (_next.Count == 0 && _read < last)
        {
            foreach (var stored in await tables.Checkpoints(_read, PageSize, cancellationToken))
            {
                _read = stored.Size;
                if (stored.Size <= last)
                {
                    _next.Enqueue(stored);
                }
            }
        }

        return _next.TryPeek(out var next) ? next : null;
    }

    private string? Wrong(StoredCheckpoint stored, byte[] root, string name)
    {
        if (!stored.Root.AsSpan().SequenceEqual(root))
        {
            return "its root is not that of the events before it: one of them was changed after it was signed, or it was";
        }

        try
        {
            var note = SignedNote.Parse(stored.Note);
            var said = Checkpoint.Parse(note.Text);
            return said.Origin != name || said.Size != stored.Size || !said.Root.Span.SequenceEqual(root)
                ? $"its note speaks of another log, size or root, not of {name}"
                : key is null ? "no signing key is recorded beside the log's origin"
                : note.IsSignedBy(new NoteKey(name, key)) ? null
                : "it is not signed with the key recorded beside the log's origin";
        }
        catch (FormatException e)
        {
            return $"its note cannot be read: {e.Message}";
        }
    }
}
