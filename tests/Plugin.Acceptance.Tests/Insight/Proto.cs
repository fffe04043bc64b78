using System.Buffers.Binary;
using System.Text;

namespace Plugin.Acceptance.Tests.Insight;

/// <summary>One field of a protocol buffer message: enough of the format to read what an exporter sends.</summary>
internal readonly record struct Proto(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    public string Hex => Convert.ToHexStringLower(Bytes.Span);

    public static IEnumerable<Proto> Fields(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    yield return new Proto(number, Varint(message, ref at), default);
                    break;
                case 1:
                    yield return new Proto(number, BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]), message.Slice(at, 8));
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    yield return new Proto(number, 0, message.Slice(at, length));
                    at += length;
                    break;
                case 5:
                    yield return new Proto(number, BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]), message.Slice(at, 4));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Field {number} has the unknown wire type {tag & 7}.");
            }
        }
    }

    /// <summary>The messages in the fields of one number.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> All(ReadOnlyMemory<byte> message, int number) =>
        Fields(message).Where(field => field.Number == number).Select(field => field.Bytes);

    public static Proto One(ReadOnlyMemory<byte> message, int number) => Fields(message).FirstOrDefault(field => field.Number == number);

    private static ulong Varint(ReadOnlyMemory<byte> message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message.Span[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
