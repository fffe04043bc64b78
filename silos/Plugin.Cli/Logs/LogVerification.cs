using Plugin.EventLog;
using Plugin.EventLog.Entries;
using Plugin.Proofs;

namespace Plugin.Cli.Logs;

/// <param name="Events">How many events were found good, in order.</param>
/// <param name="Root">The Merkle root over the good events.</param>
/// <param name="BadPosition">The first position that is not as it was written; null when all are.</param>
internal sealed record Verdict(LogOrigin Origin, long Events, byte[] Root, long? BadPosition, string? Reason)
{
    public bool IsVerified => BadPosition is null;
}

/// <summary>
/// Reads the whole log and checks that every event still has the hash it was stored with, that no position or stream version is missing, and
/// that time never went back.
/// </summary>
internal sealed class LogVerification(IEventLog log)
{
    private const int PageSize = 2000;
    private readonly Dictionary<string, long> versions = [];
    private readonly RootBuilder tree = new();
    private DateTimeOffset latest = DateTimeOffset.MinValue;

    /// <param name="progress">Gets the position reached and the last one.</param>
    public async Task<Verdict> Run(IProgress<(long Reached, long Head)>? progress, CancellationToken cancellationToken)
    {
        var head = await log.Head(cancellationToken);
        while (tree.Size < head)
        {
            var page = await ReadPage(cancellationToken);
            if (page is null)
            {
                return new Verdict(log.Origin, tree.Size, tree.Root(), tree.Size + 1, "it cannot be read");
            }

            foreach (var stored in page)
            {
                if (Fault(stored) is { } reason)
                {
                    return new Verdict(log.Origin, tree.Size, tree.Root(), tree.Size + 1, reason);
                }

                latest = stored.At;
                versions[stored.Stream] = stored.Version;
                tree.Add(stored.Leaf.ToArray());
            }

            if (page.Count == 0)
            {
                return new Verdict(log.Origin, tree.Size, tree.Root(), tree.Size + 1, $"it is missing, while the log goes on to {head}");
            }

            progress?.Report((tree.Size, head));
        }

        return new Verdict(log.Origin, tree.Size, tree.Root(), null, null);
    }

    /// <summary>Null when the very next event cannot be read.</summary>
    private async Task<IReadOnlyList<StoredEvent>?> ReadPage(CancellationToken cancellationToken)
    {
        foreach (var limit in (int[])[PageSize, 1])
        {
            try
            {
                return await log.Read(tree.Size, limit, cancellationToken);
            }
            // A changed byte can make a row unreadable in any way; read alone, the good ones before it still count.
            catch (Exception e) when (e is not (OperationCanceledException or LogUnavailableException))
            {
            }
        }

        return null;
    }

    private string? Fault(StoredEvent stored) =>
        stored.Position != tree.Size + 1 ? $"it is missing; the next event is at {stored.Position}"
        : stored.Salt.Length != Entry.SaltBytes ? $"its salt has {stored.Salt.Length} bytes instead of {Entry.SaltBytes}"
        : !stored.Leaf.Span.SequenceEqual(Entry.Leaf(stored)) ? $"{stored.Name} of {stored.Stream} does not match its hash"
        : stored.Version != versions.GetValueOrDefault(stored.Stream) + 1
            ? $"{stored.Stream} has version {stored.Version} after version {versions.GetValueOrDefault(stored.Stream)}"
        : stored.At < latest ? "its time lies before that of the event before it"
        : null;
}
