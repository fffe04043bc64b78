namespace Plugin.EventLog.Proving;

/// <summary>Whether stored cosignatures are good signatures under their checkpoints, by keys that the log says are the nodes'.</summary>
/// <remarks>Checkpoints and events are taken as they are stored: check them first.</remarks>
public sealed class CosignatureCheck(IStore store)
{
    private const int PageSize = 100;

    private readonly Dictionary<string, byte[][]> _keys = new(StringComparer.Ordinal);

    public int Good { get; private set; }

    /// <summary>Null when all are good under the checkpoints of at most <paramref name="last"/> events, else the first that is not.</summary>
    public async Task<BadCosignature?> Run(long last, CancellationToken cancellationToken)
    {
        for (var read = -1L; ;)
        {
            var checkpoints = await store.Proof.Checkpoints(read, PageSize, cancellationToken);
            var upTo = checkpoints.Count == PageSize ? Math.Min(checkpoints[^1].Size, last) : last;
            var notes = checkpoints.ToDictionary(checkpoint => checkpoint.Size, checkpoint => checkpoint.Note);
            foreach (var cosignature in await store.Proof.Cosignatures(read + 1, upTo, cancellationToken))
            {
                if (await Wrong(notes.GetValueOrDefault(cosignature.Size), cosignature, cancellationToken) is { } why)
                {
                    return new BadCosignature(cosignature.Size, cosignature.Signer, why);
                }

                Good++;
            }

            if (upTo == last)
            {
                return null;
            }

            read = upTo;
        }
    }

    private async Task<string?> Wrong(string? note, StoredCosignature cosignature, CancellationToken cancellationToken) =>
        note is null ? "there is no checkpoint of that size"
        : Cosignatures.Wrong(note, cosignature) is { } why ? why
        : await IsKnown(cosignature, cancellationToken) ? null
        : "the log does not say that its key was ever this node's";

    private async Task<bool> IsKnown(StoredCosignature cosignature, CancellationToken cancellationToken)
    {
        if (_keys.TryGetValue(cosignature.Signer, out var keys) && Has(keys))
        {
            return true;
        }

        // A node may have got its key after the others were read.
        keys = Cosignatures.StreamOf(store.Log.Origin, cosignature.Signer) is { } stream
            ? [.. Cosignatures.KeysIn(await store.Log.ReadStream(stream, 0, cancellationToken))]
            : [];
        _keys[cosignature.Signer] = keys;
        return Has(keys);

        bool Has(byte[][] known) => Array.Exists(known, key => key.AsSpan().SequenceEqual(cosignature.Key));
    }
}

/// <param name="Why">Continues the sentence "the signature of … under the checkpoint of n events is bad: …".</param>
public sealed record BadCosignature(long Size, string Signer, string Why);
