using Plugin.EventLog.Entries;
using Plugin.Proofs;

namespace Plugin.EventLog.Exporting;

/// <summary>Follows the events of an export, and the hashes between them, up to the signed root.</summary>
internal sealed class ExportedEvents(ExportManifest manifest, SignatureCheck signatures)
{
    private readonly RootBuilder _tree = new();
    private readonly Queue<byte[]> _hashes = [];

    // Of the things of a task; a range may have any number of streams, and does not promise whole ones.
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    private DateTimeOffset _at = DateTimeOffset.MinValue;

    public long Count { get; private set; }

    public long Expected => manifest.Events;

    public byte[] Root => _tree.Root();

    /// <summary>The event of a line; null when it was a proof.</summary>
    /// <exception cref="BadExportException">It cannot come next.</exception>
    public StoredEvent? Accept(ReadOnlyMemory<byte> line, long number)
    {
        var (stored, hashes) = ExportedEvent.Parse(line, number);
        if (stored is null)
        {
            Accept(hashes, number);
            return null;
        }

        if (stored.Position <= _tree.Size || stored.Position > manifest.Size)
        {
            throw new BadExportException(
                $"the event at position {stored.Position} stands in line {number}, after position {_tree.Size}: events are missing, or not in the log's order");
        }

        Fill(stored.Position - 1, $"before the event at position {stored.Position}");
        Check(stored);
        _tree.Add(stored.Leaf.ToArray());
        signatures.Learn(stored);
        Count++;
        return stored;
    }

    /// <exception cref="BadExportException">Something is missing, or does not lead to the root that was signed.</exception>
    public void End()
    {
        Fill(manifest.Size, "after the last event");
        if (Count != manifest.Events)
        {
            throw new BadExportException($"it has {Count} events, and should have {manifest.Events}");
        }

        if (manifest.From is { } from && manifest.To - from + 1 != Count)
        {
            throw new BadExportException($"it says that it has all {manifest}, and has {Count}");
        }

        if (manifest.Stream is { } thing && !_versions.ContainsKey(thing))
        {
            throw new BadExportException($"it says that it is about {thing}, and has no event of it");
        }

        if (!Root.AsSpan().SequenceEqual(signatures.Checkpoint.Root.Span))
        {
            throw new BadExportException(
                "its events and hashes do not lead to the root that was signed: one of them was changed and given the leaf that fits it");
        }
    }

    private void Check(StoredEvent stored)
    {
        if (manifest.From is { } from && (stored.Position < from || stored.Position > manifest.To || (Count > 0 && stored.Position != from + Count)))
        {
            throw new BadExportException($"the event at position {from + Count} is missing: it says that it has all {manifest}");
        }

        if (stored.Salt.Length != Entry.SaltBytes || !Entry.Leaf(stored).AsSpan().SequenceEqual(stored.Leaf.Span))
        {
            throw new BadExportException($"the event at position {stored.Position} is bad: its content does not match its leaf hash");
        }

        if (stored.At < _at)
        {
            throw new BadExportException($"the event at position {stored.Position} is bad: its time is before that of the event before it");
        }

        _at = stored.At;
        if (manifest.Stream is null)
        {
            return;
        }

        var version = _versions.GetValueOrDefault(stored.Stream) + 1;
        if (stored.Version != version)
        {
            throw new BadExportException(
                $"version {version} of {stored.Stream} is missing before the event at position {stored.Position}: a part of its history was left out");
        }

        _versions[stored.Stream] = version;
    }

    private void Accept(IReadOnlyList<byte[]> hashes, long number)
    {
        if (_hashes.Count > 0 || hashes.Any(hash => hash.Length != MerkleTree.HashSize))
        {
            throw new BadExportException($"line {number} of {ExportParts.Events} is not a proof that can stand there");
        }

        foreach (var hash in hashes)
        {
            _hashes.Enqueue(hash);
        }
    }

    private void Fill(long size, string where)
    {
        foreach (var subtree in Gap.Subtrees(_tree.Size, size))
        {
            if (!_hashes.TryDequeue(out var hash))
            {
                throw new BadExportException($"hashes are missing {where}: an event or a part of the proof was removed");
            }

            _tree.Add(hash, System.Numerics.BitOperations.Log2((ulong)subtree.Count));
        }

        if (_hashes.Count > 0)
        {
            throw new BadExportException($"there are too many hashes {where}: an event was moved or added, or the proof is another's");
        }
    }
}
