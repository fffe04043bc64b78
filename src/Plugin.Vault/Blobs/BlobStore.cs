using System.Buffers.Binary;
using System.Security.Cryptography;
using Plugin.EventLog;

namespace Plugin.Vault.Blobs;

/// <summary>What an event says about a content: its id in the vault, SHA-256(salt ‖ bytes) in lower-case hex, its size in bytes.</summary>
public sealed record StoredBlob(string Id, string Digest, long Size);

/// <summary>
/// Inputs, results and logs of runs. A content is one vault entry when it is small (and then may travel inside the append that names it),
/// else a header entry and parts of one mebibyte. The header is written last, so a half-written content is never visible.
/// </summary>
/// <remarks>
/// Layout of the entry <c>(blob, id)</c>: one form byte, 32 bytes of salt, then the bytes themselves (form 1), or size (int64) and number of
/// parts (int32), both big-endian, with parts in <c>(blob-part, id/000000…)</c> (form 2).
/// </remarks>
public sealed class BlobStore(IVaultTable vault, FillRandom random)
{
    public const string Kind = "blob";
    public const string PartKind = "blob-part";

    /// <summary>Contents up to this size travel with their append.</summary>
    public const int InlineLimit = 512 * 1024;

    private const byte WholeForm = 1;
    private const byte PartedForm = 2;
    private const int SaltSize = 32;
    private const int PartSize = 1024 * 1024;

    /// <summary>A small content, ready to be stored by the returned write.</summary>
    /// <exception cref="ArgumentException">More than <see cref="InlineLimit"/> bytes.</exception>
    public (StoredBlob Blob, VaultWrite Write) Draft(ReadOnlySpan<byte> content)
    {
        if (content.Length > InlineLimit)
        {
            throw new ArgumentException($"{content.Length} bytes are too many to travel with an append (at most {InlineLimit}).", nameof(content));
        }

        var id = NewId();
        var entry = new byte[1 + SaltSize + content.Length];
        entry[0] = WholeForm;
        random(entry.AsSpan(1, SaltSize));
        content.CopyTo(entry.AsSpan(1 + SaltSize));
        var digest = Convert.ToHexStringLower(SHA256.HashData(entry.AsSpan(1)));
        return (new StoredBlob(id, digest, content.Length), new VaultWrite(Kind, id, entry));
    }

    /// <summary>Stores a content of any size part by part, with flat memory.</summary>
    /// <exception cref="ContentTooLargeException">The content has more than <paramref name="limit"/> bytes; nothing of it stays.</exception>
    public async Task<StoredBlob> Store(Stream content, long limit, CancellationToken cancellationToken)
    {
        var id = NewId();
        var salt = new byte[SaltSize];
        random(salt);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        var buffer = new byte[PartSize];
        long size = 0;
        var parts = 0;
        while (true)
        {
            var read = await content.ReadAtLeastAsync(buffer, PartSize, throwOnEndOfStream: false, cancellationToken);
            if (read == 0)
            {
                break;
            }

            size += read;
            if (size > limit)
            {
                await Remove(id, parts, cancellationToken);
                throw new ContentTooLargeException(limit);
            }

            hash.AppendData(buffer, 0, read);
            // The engine may keep the memory until the write is done, so each part gets its own.
            await vault.Write([new VaultWrite(PartKind, PartId(id, parts), buffer.AsSpan(0, read).ToArray())], cancellationToken);
            parts++;
        }

        var header = new byte[1 + SaltSize + sizeof(long) + sizeof(int)];
        header[0] = PartedForm;
        salt.CopyTo(header, 1);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(1 + SaltSize), size);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1 + SaltSize + sizeof(long)), parts);
        await vault.Write([new VaultWrite(Kind, id, header)], cancellationToken);
        return new StoredBlob(id, Convert.ToHexStringLower(hash.GetHashAndReset()), size);
    }

    /// <summary>What an upload stored under this id, computed again from the bytes; null when there is none.</summary>
    public async Task<StoredBlob?> Find(string id, CancellationToken cancellationToken)
    {
        if (await vault.Read(Kind, id, cancellationToken) is not { } entry)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(entry.Span.Slice(1, SaltSize));
        long size = 0;
        await foreach (var part in Parts(id, entry, cancellationToken))
        {
            hash.AppendData(part.Span);
            size += part.Length;
        }

        return new StoredBlob(id, Convert.ToHexStringLower(hash.GetHashAndReset()), size);
    }

    /// <summary>The content part by part; nothing when it does not exist (or no longer does).</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Read(
        string id, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await vault.Read(Kind, id, cancellationToken) is { } entry)
        {
            await foreach (var part in Parts(id, entry, cancellationToken))
            {
                yield return part;
            }
        }
    }

    /// <summary>The whole contents of several ids; those that do not exist are left out.</summary>
    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadMany(
        IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var contents = new Dictionary<string, ReadOnlyMemory<byte>>();
        foreach (var (id, entry) in await vault.ReadMany(Kind, ids, cancellationToken))
        {
            if (entry.Span[0] == WholeForm)
            {
                contents[id] = entry[(1 + SaltSize)..];
                continue;
            }

            using var whole = new MemoryStream();
            await foreach (var part in Parts(id, entry, cancellationToken))
            {
                whole.Write(part.Span);
            }

            contents[id] = whole.ToArray();
        }

        return contents;
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Parts(
        string id, ReadOnlyMemory<byte> entry,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (entry.Span[0] == WholeForm)
        {
            yield return entry[(1 + SaltSize)..];
            yield break;
        }

        var parts = BinaryPrimitives.ReadInt32BigEndian(entry.Span[(1 + SaltSize + sizeof(long))..]);
        for (var part = 0; part < parts; part++)
        {
            yield return await vault.Read(PartKind, PartId(id, part), cancellationToken)
                ?? throw new InvalidDataException($"Content {id} lacks its part {part} of {parts}: the vault is damaged.");
        }
    }

    private Task Remove(string id, int parts, CancellationToken cancellationToken) =>
        vault.Write([.. Enumerable.Range(0, parts).Select(part => new VaultWrite(PartKind, PartId(id, part), null))], cancellationToken);

    private static string PartId(string id, int part) => $"{id}/{part:D6}";

    private string NewId()
    {
        Span<byte> id = stackalloc byte[16];
        random(id);
        return Convert.ToHexStringLower(id);
    }
}

/// <summary>A content is larger than its limit in bytes.</summary>
public sealed class ContentTooLargeException(long limit) : Exception($"The content is larger than the limit of {limit} bytes.")
{
    public long Limit { get; } = limit;
}
