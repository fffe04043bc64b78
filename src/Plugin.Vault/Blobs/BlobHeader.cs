using System.Buffers.Binary;

namespace Plugin.Vault.Blobs;

/// <summary>Where the parts of a content are. The values are stored.</summary>
internal enum Place : byte
{
    Database = 2,
    Bucket = 3,
}

/// <summary>
/// The entry <c>(blob, id)</c> of a content that an event names. It begins with a form byte and 32 bytes of salt. Form 1: the bytes
/// themselves follow. Form 2 (parts in the database) and 3 (parts in the S3 store): digest (32 bytes), size (int64) and part size (int32)
/// follow, big-endian.
/// </summary>
internal sealed record BlobHeader(Place Place, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Digest, long Size, int PartSize)
{
    public const int SaltSize = 32;

    /// <summary>Where the bytes of a content that is one entry begin.</summary>
    public const int WholeStart = 1 + SaltSize;

    private const byte WholeForm = 1;
    private const int Length = 1 + SaltSize + 32 + sizeof(long) + sizeof(int);

    public static byte[] Whole(FillRandom random, ReadOnlySpan<byte> content)
    {
        var entry = new byte[WholeStart + content.Length];
        entry[0] = WholeForm;
        random(entry.AsSpan(1, SaltSize));
        content.CopyTo(entry.AsSpan(WholeStart));
        return entry;
    }

    /// <summary>Null for a content that is one entry.</summary>
    public static BlobHeader? Read(ReadOnlyMemory<byte> entry) => entry.Span[0] == WholeForm
        ? null
        : new BlobHeader(
            (Place)entry.Span[0], entry.Slice(1, SaltSize), entry.Slice(WholeStart, 32),
            BinaryPrimitives.ReadInt64BigEndian(entry.Span[(WholeStart + 32)..]),
            BinaryPrimitives.ReadInt32BigEndian(entry.Span[(WholeStart + 32 + sizeof(long))..]));

    public byte[] ToBytes()
    {
        var entry = new byte[Length];
        entry[0] = (byte)Place;
        Salt.CopyTo(entry.AsMemory(1));
        Digest.CopyTo(entry.AsMemory(WholeStart));
        BinaryPrimitives.WriteInt64BigEndian(entry.AsSpan(WholeStart + 32), Size);
        BinaryPrimitives.WriteInt32BigEndian(entry.AsSpan(WholeStart + 32 + sizeof(long)), PartSize);
        return entry;
    }
}
