using System.Buffers.Binary;

namespace Plugin.Vault.Blobs;

internal enum UploadState : byte
{
    Growing = 0,

    /// <summary>All of it is here; no event names it yet.</summary>
    Complete = 1,

    /// <summary>The content was deleted; some of its parts may still be there.</summary>
    Gone = 2,
}

/// <summary>
/// The entry <c>(blob-loose, id)</c>: there are, or may be, parts of a content that no event names. Written before the first part, with
/// every part, and removed by the append that names the content: so every part that belongs to nothing can be found.
/// </summary>
/// <param name="Received">Bytes that are stored; whole parts until the upload is complete.</param>
/// <param name="At">The last change, in microseconds of the database's clock.</param>
/// <param name="Digest">Zeros until it is complete.</param>
internal sealed record UploadNote(
    UploadState State, Place Place, ReadOnlyMemory<byte> Salt, int PartSize, long Received, long At, ReadOnlyMemory<byte> Digest)
{
    private const int SaltStart = 2;
    private const int DigestStart = SaltStart + BlobHeader.SaltSize;
    private const int NumbersStart = DigestStart + 32;

    public static UploadNote Read(ReadOnlyMemory<byte> entry) => new(
        (UploadState)entry.Span[0], (Place)entry.Span[1], entry.Slice(SaltStart, BlobHeader.SaltSize),
        BinaryPrimitives.ReadInt32BigEndian(entry.Span[NumbersStart..]),
        BinaryPrimitives.ReadInt64BigEndian(entry.Span[(NumbersStart + 4)..]),
        BinaryPrimitives.ReadInt64BigEndian(entry.Span[(NumbersStart + 12)..]),
        entry.Slice(DigestStart, 32));

    public BlobHeader Header => new(Place, Salt, Digest, Received, PartSize);

    public byte[] ToBytes()
    {
        var entry = new byte[NumbersStart + 20];
        entry[0] = (byte)State;
        entry[1] = (byte)Place;
        Salt.CopyTo(entry.AsMemory(SaltStart));
        Digest.CopyTo(entry.AsMemory(DigestStart));
        BinaryPrimitives.WriteInt32BigEndian(entry.AsSpan(NumbersStart), PartSize);
        BinaryPrimitives.WriteInt64BigEndian(entry.AsSpan(NumbersStart + 4), Received);
        BinaryPrimitives.WriteInt64BigEndian(entry.AsSpan(NumbersStart + 12), At);
        return entry;
    }
}
