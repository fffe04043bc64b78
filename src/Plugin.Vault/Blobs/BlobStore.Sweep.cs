using Plugin.EventLog;

namespace Plugin.Vault.Blobs;

public sealed partial class BlobStore
{
    private const int SweptAtOnce = 100;

    /// <summary>
    /// Removes what was uploaded and is named by no event, and the rest of deleted contents. The key of a content decides between this and an
    /// append that is about to name it: the log gives it to one of the two.
    /// </summary>
    /// <param name="age">Uploads that got a byte within this time, by the database's clock, are left alone.</param>
    /// <returns>How many contents were removed.</returns>
    public async Task<int> Sweep(TimeSpan age, CancellationToken cancellationToken)
    {
        var before = Microseconds(await store.Live.Now(cancellationToken) - age);
        var (swept, last) = (0, "");
        // "~" comes after every character of an id.
        while (await _vault.Ids(LooseKind, last, "~", SweptAtOnce, cancellationToken) is { Count: > 0 } ids)
        {
            foreach (var id in ids)
            {
                if (await Note(id, cancellationToken) is { } note && note.At < before && (note.Place == Place.Database || bucket is not null))
                {
                    swept += await Sweep(id, note, cancellationToken) ? 1 : 0;
                }
            }

            last = ids[^1];
        }

        return swept;
    }

    private async Task<bool> Sweep(string id, UploadNote note, CancellationToken cancellationToken)
    {
        if (!await store.Log.Take(new TakeKey(KeyKind, id, Swept), cancellationToken)
            && await _vault.Read(Kind, id, cancellationToken) is not null)
        {
            // Named by an event: a second writer of the same upload, which came too late, has left its note.
            await _vault.Write([new VaultWrite(LooseKind, id, null)], cancellationToken);
            return false;
        }

        await Discard(id, note.Place, cancellationToken);
        return true;
    }
}
