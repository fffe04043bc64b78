using Plugin.Proofs;

namespace Plugin.EventLog.Proving;

/// <summary>A checkpoint that somebody kept, signed by this log's key: what the log is known to have been.</summary>
public sealed record KnownCheckpoint(LogOrigin Origin, long Size, ReadOnlyMemory<byte> Root, string Note)
{
    /// <summary>Newer generations first, then larger logs.</summary>
    public static IComparer<KnownCheckpoint> ByAge { get; } =
        Comparer<KnownCheckpoint>.Create((left, right) =>
            (left.Origin.Generation, left.Size).CompareTo((right.Origin.Generation, right.Size)));

    /// <param name="signingKey">The public key that is recorded beside the log's origin.</param>
    /// <exception cref="LogUnusableException">It is no checkpoint of this log, or not signed with its key.</exception>
    public static KnownCheckpoint Parse(string note, LogOrigin log, byte[] signingKey)
    {
        try
        {
            var signed = SignedNote.Parse(note);
            var said = Checkpoint.Parse(signed.Text);
            if (LogOrigin.Parse(said.Origin) is not { } origin || origin.Hub != log.Hub)
            {
                throw new LogUnusableException($"The checkpoint is of {said.Origin}, which is another hub's log than {log}.");
            }

            return signed.IsSignedBy(new NoteKey(said.Origin, signingKey))
                ? new KnownCheckpoint(origin, said.Size, said.Root, note)
                : throw new LogUnusableException(
                    $"The checkpoint of {said.Size} events is not signed with the key that is recorded in {log}: it proves nothing. Ask another station or auditor for theirs.");
        }
        catch (FormatException e)
        {
            throw new LogUnusableException($"It is not a signed checkpoint: {e.Message}", e);
        }
    }

    /// <summary>True when the log begins with exactly the events that this checkpoint was made of.</summary>
    public async Task<bool> IsPartOf(LogTree tree, long head, CancellationToken cancellationToken) =>
        Size <= head && (await tree.Root(Size, cancellationToken)).AsSpan().SequenceEqual(Root.Span);
}
