using System.Buffers;
using System.Security.Cryptography;
using Plugin.EventLog;

namespace Plugin.Vault.Blobs;

/// <param name="Received">How many bytes of it are here: where the upload goes on.</param>
/// <param name="Stored">Set when it is complete.</param>
public sealed record UploadProgress(long Received, StoredBlob? Stored);

public sealed partial class BlobStore
{
    private const string LooseKind = "blob-loose";

    /// <summary>Ids begin with what they were uploaded for, so an upload can be found again, and nobody names another's.</summary>
    public static bool IsFor(string id, string purpose) => id.StartsWith($"{purpose}.", StringComparison.Ordinal);

    /// <summary>Stores a content of any size with flat memory. It cannot be resumed.</summary>
    /// <exception cref="ContentTooLargeException">The content has more than <paramref name="limit"/> bytes; nothing of it stays.</exception>
    /// <exception cref="ContentStoreException"/>
    public async Task<StoredBlob> Store(Stream content, long limit, CancellationToken cancellationToken)
    {
        var (id, note) = Begin(NewId());
        return await Receive(id, note, 0, content, limit, cancellationToken);
    }

    /// <summary>As <see cref="Store"/>, for a content that is to be named by a UUID, see <see cref="StreamedContent"/>.</summary>
    /// <inheritdoc cref="Store"/>
    public async Task<StoredBlob> StoreStreamed(Stream content, long limit, CancellationToken cancellationToken)
    {
        var (id, note) = Begin($"{StreamedContent.Purpose}.{NewId()}");
        return await Receive(id, note, 0, content, limit, cancellationToken);
    }

    /// <param name="purpose">What makes this upload the same one when it is tried again: lower-case letters, digits and dots.</param>
    public async Task<UploadProgress> Progress(string purpose, CancellationToken cancellationToken) =>
        await Latest(purpose, cancellationToken) is not { } found ? new UploadProgress(0, null)
        : new UploadProgress(found.Note.Received, found.Note.State == UploadState.Complete ? Named(found.Id, found.Note.Header) : null);

    /// <summary>
    /// Stores a content of any size with flat memory, from one of its bytes on. What arrives before the connection breaks stays, part by part.
    /// The bytes of one purpose are always the same; a complete upload is not written again.
    /// </summary>
    /// <param name="content">The bytes from <paramref name="offset"/> on.</param>
    /// <exception cref="UploadOffsetException">Not all before <paramref name="offset"/> is here, or it is not where a part begins.</exception>
    /// <exception cref="ContentTooLargeException">The content has more than <paramref name="limit"/> bytes; nothing of it stays.</exception>
    /// <exception cref="ContentStoreException"/>
    public async Task<StoredBlob> Upload(string purpose, long offset, Stream content, long limit, CancellationToken cancellationToken)
    {
        var (id, note) = await Latest(purpose, cancellationToken) ?? Begin($"{purpose}.{NewId()}");
        if (note.State == UploadState.Complete)
        {
            return Named(id, note.Header);
        }

        return offset <= note.Received && offset % note.PartSize == 0
            ? await Receive(id, note, offset, content, limit, cancellationToken)
            : throw new UploadOffsetException(offset, note.Received);
    }

    private (string Id, UploadNote Note) Begin(string id)
    {
        var salt = new byte[BlobHeader.SaltSize];
        random(salt);
        var place = bucket is null ? Place.Database : Place.Bucket;
        return (id, new UploadNote(UploadState.Growing, place, salt, At(place).PartSize, 0, 0, new byte[SHA256.HashSizeInBytes]));
    }

    private async Task<StoredBlob> Receive(
        string id, UploadNote note, long offset, Stream content, long limit, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(note.Salt.Span);
        if (offset > 0)
        {
            // A hash cannot be put aside, so what is here already is read once more.
            await foreach (var piece in Pieces(id, note.Header with { Size = offset }, 0, cancellationToken))
            {
                hash.AppendData(piece.Span);
            }
        }

        var parts = At(note.Place);
        await _vault.Write([await Loose(id, note with { Received = offset }, cancellationToken)], cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(note.PartSize);
        try
        {
            for (var size = offset; ;)
            {
                var read = await content.ReadAtLeastAsync(
                    buffer.AsMemory(0, note.PartSize), note.PartSize, throwOnEndOfStream: false, cancellationToken);
                var part = (int)(size / note.PartSize);
                size += read;
                if (size > limit)
                {
                    await Discard(id, note.Place, cancellationToken);
                    throw new ContentTooLargeException(limit);
                }

                VaultTelemetry.Stored(read);
                hash.AppendData(buffer, 0, read);
                note = read < note.PartSize
                    ? note with { State = UploadState.Complete, Received = size, Digest = hash.GetHashAndReset() }
                    : note with { Received = size };
                var loose = await Loose(id, note, cancellationToken);
                if (read > 0)
                {
                    await parts.Put(id, part, buffer.AsMemory(0, read), loose, cancellationToken);
                }
                else
                {
                    await _vault.Write([loose], cancellationToken);
                }

                if (note.State == UploadState.Complete)
                {
                    return Named(id, note.Header);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The upload for this purpose that has come farthest. Contents that an event names, or that were swept, are none.</summary>
    private async Task<(string Id, UploadNote Note)?> Latest(string purpose, CancellationToken cancellationToken)
    {
        (string Id, UploadNote Note)? latest = null;
        // "/" is the character after ".".
        foreach (var id in await _vault.Ids(LooseKind, $"{purpose}.", $"{purpose}/", 100, cancellationToken))
        {
            if (await Note(id, cancellationToken) is { State: not UploadState.Gone } note
                && (note.Place == Place.Database || bucket is not null)
                && (latest is null || (note.State, note.Received).CompareTo((latest.Value.Note.State, latest.Value.Note.Received)) > 0)
                && await store.Log.OwnerOf(KeyKind, id, cancellationToken) is null)
            {
                latest = (id, note);
            }
        }

        return latest;
    }

    private async Task<UploadNote?> Note(string id, CancellationToken cancellationToken) =>
        await _vault.Read(LooseKind, id, cancellationToken) is { } entry ? UploadNote.Read(entry) : null;

    private async Task<VaultWrite> Loose(string id, UploadNote note, CancellationToken cancellationToken)
    {
        var now = await store.Live.Now(cancellationToken);
        return new VaultWrite(LooseKind, id, (note with { At = Microseconds(now) }).ToBytes());
    }

    private async Task Discard(string id, Place place, CancellationToken cancellationToken)
    {
        await At(place).Remove(id, cancellationToken);
        await _vault.Write([new VaultWrite(LooseKind, id, null)], cancellationToken);
    }

    private static long Microseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
