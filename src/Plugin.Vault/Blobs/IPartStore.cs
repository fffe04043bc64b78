using Plugin.EventLog;

namespace Plugin.Vault.Blobs;

/// <summary>
/// Where the parts of large contents are: in the database beside everything else, or in an S3-compatible store. A part is written once, or
/// again with the same bytes. What is known of a content (salt, digest, size) is never here but in the vault table.
/// </summary>
public interface IPartStore
{
    /// <summary>The bytes of every part of a content but its last.</summary>
    int PartSize { get; }

    /// <summary>Stores a part and then, or together with it, the note that says so.</summary>
    /// <exception cref="ContentStoreException">The store is away or full; the note was not written.</exception>
    Task Put(string content, int part, ReadOnlyMemory<byte> bytes, VaultWrite note, CancellationToken cancellationToken);

    /// <summary>Copies a part into a buffer that is large enough, and answers its length.</summary>
    /// <exception cref="ContentStoreException">The store is away.</exception>
    /// <exception cref="InvalidDataException">There is no such part.</exception>
    Task<int> Get(string content, int part, Memory<byte> into, CancellationToken cancellationToken);

    /// <summary>Removes whatever there is of a content, parts of broken uploads included. Again is harmless.</summary>
    Task Remove(string content, CancellationToken cancellationToken);
}

/// <summary>The store of contents cannot be reached, refuses, or is full. The same request may succeed later.</summary>
public sealed class ContentStoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A content is larger than its limit in bytes.</summary>
public sealed class ContentTooLargeException(long limit)
    : Exception($"The content is larger than the {limit} bytes that this hub takes at most.")
{
    public long Limit { get; } = limit;
}

/// <summary>An upload goes on from another byte than the one that is missing.</summary>
public sealed class UploadOffsetException(long offset, long received)
    : Exception($"The upload cannot go on from byte {offset}: the first {received} bytes are here.")
{
    public long Received { get; } = received;
}
