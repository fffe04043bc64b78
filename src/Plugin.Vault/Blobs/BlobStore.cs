using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Plugin.EventLog;

namespace Plugin.Vault.Blobs;

/// <summary>What an event says about a content: its id in the vault, SHA-256(salt ‖ bytes) in lower-case hex, its size in bytes.</summary>
public sealed record StoredBlob(string Id, string Digest, long Size);

/// <param name="Bytes">Null when the content is too large to be at hand: <see cref="BlobStore.Read"/> it.</param>
public sealed record FoundBlob(long Size, ReadOnlyMemory<byte>? Bytes);

/// <param name="Writes">Have to travel with the append that names the content, and that append takes the key <see cref="BlobStore.NamedBy"/>.
/// None when an event names it already.</param>
public sealed record Naming(StoredBlob Blob, IReadOnlyList<VaultWrite> Writes);

/// <summary>
/// Inputs, results and logs of runs. A small content is one vault entry, in any case in the database, and travels in the append that names
/// it. A large one is uploaded part by part before that append, which makes it visible: what no event names cannot be read.
/// </summary>
/// <param name="bucket">Where new large contents go; null for the database.</param>
public sealed partial class BlobStore(IStore store, IPartStore? bucket, FillRandom random)
{
    public const string Kind = "blob";

    /// <summary>Contents up to this size travel with their append.</summary>
    public const int InlineLimit = 512 * 1024;

    /// <summary>The unique key of an uploaded content: whoever takes it first, a stream whose append names it or the sweep, has it for ever.</summary>
    private const string KeyKind = "content";
    private const string Swept = "swept";

    private readonly IVaultTable _vault = store.Vault;
    private readonly DatabaseParts _database = new(store.Vault);

    /// <summary>
    /// Without this key in the append that names an uploaded content, the sweep could remove the content at the same moment, or another stream
    /// name it, which would hand it to whoever may see that one.
    /// </summary>
    public static TakeKey NamedBy(string id, string stream) => new(KeyKind, id, stream);

    /// <summary>The key of a failed append says that the content it was to name had been swept.</summary>
    public static bool IsSwept(KeyTakenException taken) => taken is { Kind: KeyKind, Owner: Swept };

    /// <summary>The key of a failed append says that another stream names that content.</summary>
    public static bool IsNamed(KeyTakenException taken) => taken.Kind == KeyKind && taken.Owner != Swept;

    /// <summary>A small content, ready to be stored by the returned write.</summary>
    /// <exception cref="ArgumentException">More than <see cref="InlineLimit"/> bytes.</exception>
    public (StoredBlob Blob, VaultWrite Write) Draft(ReadOnlySpan<byte> content)
    {
        if (content.Length > InlineLimit)
        {
            throw new ArgumentException($"{content.Length} bytes are too many to travel with an append (at most {InlineLimit}).", nameof(content));
        }

        VaultTelemetry.Stored(content.Length);
        var id = NewId();
        var entry = BlobHeader.Whole(random, content);
        return (Whole(id, entry), new VaultWrite(Kind, id, entry));
    }

    /// <summary>How an event would name an uploaded content, or names it already; null when there is no complete one of this id.</summary>
    public async Task<Naming?> Name(string id, CancellationToken cancellationToken)
    {
        if (await Note(id, cancellationToken) is { State: UploadState.Complete } note)
        {
            return new Naming(
                Named(id, note.Header), [new VaultWrite(Kind, id, note.Header.ToBytes()), new VaultWrite(LooseKind, id, null)]);
        }

        return await Find(id, cancellationToken) is { } found ? new Naming(found, []) : null;
    }

    /// <summary>What an event names by this id; null when there is nothing, or it was deleted.</summary>
    public async Task<StoredBlob?> Find(string id, CancellationToken cancellationToken) =>
        await _vault.Read(Kind, id, cancellationToken) is not { } entry ? null
        : BlobHeader.Read(entry) is { } header ? Named(id, header)
        : Whole(id, entry);

    /// <summary>What the digest of a content was made with, for somebody who may read the content; null when it was deleted.</summary>
    public async Task<ReadOnlyMemory<byte>?> Salt(string id, CancellationToken cancellationToken) =>
        await _vault.Read(Kind, id, cancellationToken) is { } entry ? entry.Slice(1, BlobHeader.SaltSize) : null;

    /// <summary>Several contents in one look-up; those that do not exist are left out.</summary>
    public async Task<IReadOnlyDictionary<string, FoundBlob>> ReadMany(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, FoundBlob>();
        foreach (var (id, entry) in await _vault.ReadMany(Kind, ids, cancellationToken))
        {
            found[id] = BlobHeader.Read(entry) is { } header
                ? new FoundBlob(header.Size, null)
                : new FoundBlob(entry.Length - BlobHeader.WholeStart, entry[BlobHeader.WholeStart..]);
            VaultTelemetry.Read(found[id].Bytes?.Length ?? 0);
        }

        return found;
    }

    /// <summary>
    /// The content from one of its bytes on, piece by piece; nothing when it does not exist (or no longer does). A piece is valid until the
    /// next is asked for.
    /// </summary>
    /// <exception cref="InvalidDataException">It is not whole: damaged, or deleted while it was read.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Read(string id, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await _vault.Read(Kind, id, cancellationToken) is not { } entry)
        {
            yield break;
        }

        if (BlobHeader.Read(entry) is not { } header)
        {
            var whole = entry[(int)Math.Min(BlobHeader.WholeStart + from, entry.Length)..];
            VaultTelemetry.Read(whole.Length);
            yield return whole;
            yield break;
        }

        await foreach (var piece in Pieces(id, header, from, cancellationToken))
        {
            VaultTelemetry.Read(piece.Length);
            yield return piece;
        }
    }

    /// <summary>
    /// Removes salt and bytes; what the event says of them stays and can no longer be tried against a guess. Again is harmless, and necessary
    /// after a failure: the salt goes first.
    /// </summary>
    public async Task Delete(string id, CancellationToken cancellationToken)
    {
        if (await _vault.Read(Kind, id, cancellationToken) is { } entry)
        {
            await _vault.Write(Deletion(id, BlobHeader.Read(entry)), cancellationToken);
        }

        if (await Note(id, cancellationToken) is { State: UploadState.Gone } gone)
        {
            await At(gone.Place).Remove(id, cancellationToken);
            await _vault.Write([new VaultWrite(LooseKind, id, null)], cancellationToken);
        }
    }

    private static IReadOnlyList<VaultWrite> Deletion(string id, BlobHeader? header)
    {
        var removal = new VaultWrite(Kind, id, null);
        if (header is null)
        {
            return [removal];
        }

        // Without the salt. As old as can be, so that the sweep finishes what fails here.
        var gone = new UploadNote(
            UploadState.Gone, header.Place, new byte[BlobHeader.SaltSize], header.PartSize, 0, At: 0, new byte[SHA256.HashSizeInBytes]);
        return [removal, new VaultWrite(LooseKind, id, gone.ToBytes())];
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces(
        string id, BlobHeader header, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parts = At(header.Place);
        var buffer = ArrayPool<byte>.Shared.Rent(header.PartSize);
        try
        {
            for (var (part, skip) = (from / header.PartSize, (int)(from % header.PartSize)); part * header.PartSize < header.Size; part++, skip = 0)
            {
                var length = (int)Math.Min(header.PartSize, header.Size - (part * header.PartSize));
                if (await parts.Get(id, (int)part, buffer.AsMemory(0, header.PartSize), cancellationToken) is var read && read != length)
                {
                    throw new InvalidDataException($"The part {part} of content {id} has {read} bytes instead of {length}: the vault is damaged.");
                }

                yield return buffer.AsMemory(skip, length - skip);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private IPartStore At(Place place) => place switch
    {
        Place.Database => _database,
        Place.Bucket when bucket is not null => bucket,
        Place.Bucket => throw new ContentStoreException(
            "The content is in an S3 store, and this hub was started without one. Start it with the --blobs that it was stored with."),
        _ => throw new InvalidDataException($"{(byte)place} is no form of a content: the vault is damaged, or from a newer version."),
    };

    private static StoredBlob Named(string id, BlobHeader header) => new(id, Convert.ToHexStringLower(header.Digest.Span), header.Size);

    private static StoredBlob Whole(string id, ReadOnlyMemory<byte> entry) =>
        new(id, Convert.ToHexStringLower(SHA256.HashData(entry.Span[1..])), entry.Length - BlobHeader.WholeStart);

    private string NewId()
    {
        Span<byte> id = stackalloc byte[16];
        random(id);
        return Convert.ToHexStringLower(id);
    }
}
