using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Plugin.EventLog.Entries;

/// <summary>
/// The bytes of an event that the proof tree is built over. Nothing here may ever change: every leaf ever handed out depends on it. The
/// README has the format in words and a vector file; PostgreSQL computes the same in SQL.
/// </summary>
/// <remarks>Integers are big-endian. The time and the salt come last, so that whoever assigns the time need not touch what precedes.</remarks>
public static class Entry
{
    public const int MaxBytes = 60_000;
    public const int SaltBytes = 16;

    private const int FixedBytes = 4 + 8 + 4 + 4 + 4 + 8 + SaltBytes;

    public static int SizeOf(string stream, NewEvent @event) =>
        FixedBytes + Encoding.UTF8.GetByteCount(stream) + Encoding.UTF8.GetByteCount(@event.Name)
        + @event.Data.Length + @event.Metadata.Length;

    public static byte[] Encode(string stream, long version, NewEvent @event, DateTimeOffset at, ReadOnlySpan<byte> salt)
    {
        var entry = new byte[SizeOf(stream, @event)];
        Write(entry, stream, version, @event, at, salt);
        return entry;
    }

    public static byte[] Encode(StoredEvent stored) => Encode(
        stored.Stream, stored.Version, new NewEvent(stored.Name, stored.Data, stored.Metadata), stored.At, stored.Salt.Span);

    /// <summary>SHA-256(0x00 ‖ entry).</summary>
    public static byte[] Leaf(string stream, long version, NewEvent @event, DateTimeOffset at, ReadOnlySpan<byte> salt)
    {
        var size = 1 + SizeOf(stream, @event);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        buffer[0] = 0x00;
        Write(buffer.AsSpan(1), stream, version, @event, at, salt);
        var leaf = SHA256.HashData(buffer.AsSpan(0, size));
        ArrayPool<byte>.Shared.Return(buffer);
        return leaf;
    }

    /// <summary>The leaf that an event must have, whatever leaf is stored beside it.</summary>
    public static byte[] Leaf(StoredEvent stored) =>
        Leaf(stored.Stream, stored.Version, new NewEvent(stored.Name, stored.Data, stored.Metadata), stored.At, stored.Salt.Span);

    /// <summary>What is hashed for a leaf before the data: for an engine that hashes the rest itself.</summary>
    internal static byte[] LeafStart(string stream, long version, NewEvent @event)
    {
        var bytes = new byte[1 + 4 + Encoding.UTF8.GetByteCount(stream) + 8 + 4 + Encoding.UTF8.GetByteCount(@event.Name) + 4];
        var rest = bytes.AsSpan(1);
        WriteText(ref rest, stream);
        WriteNumber(ref rest, version);
        WriteText(ref rest, @event.Name);
        BinaryPrimitives.WriteInt32BigEndian(rest, @event.Data.Length);
        return bytes;
    }

    private static void Write(
        Span<byte> rest, string stream, long version, NewEvent @event, DateTimeOffset at, ReadOnlySpan<byte> salt)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, SaltBytes);
        WriteText(ref rest, stream);
        WriteNumber(ref rest, version);
        WriteText(ref rest, @event.Name);
        WriteBytes(ref rest, @event.Data.Span);
        WriteBytes(ref rest, @event.Metadata.Span);
        WriteNumber(ref rest, LogTime.ToMicroseconds(at));
        salt.CopyTo(rest);
    }

    private static void WriteText(ref Span<byte> rest, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, rest[4..]);
        BinaryPrimitives.WriteInt32BigEndian(rest, length);
        rest = rest[(4 + length)..];
    }

    private static void WriteBytes(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(rest, bytes.Length);
        bytes.CopyTo(rest[4..]);
        rest = rest[(4 + bytes.Length)..];
    }

    private static void WriteNumber(ref Span<byte> rest, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(rest, number);
        rest = rest[8..];
    }
}
