using System.Buffers.Binary;

namespace Plugin.Node.Policies;

/// <summary>The number of records that a parquet file says it has: field 3 of its footer, a structure in Thrift's compact form.</summary>
internal static class ParquetFooter
{
    private const int LargestFooter = 64 << 20;
    private const int NumberOfRows = 3;

    /// <exception cref="InvalidDataException">It is no parquet file, or one whose footer is encrypted.</exception>
    public static long Records(Stream file)
    {
        var end = new byte[8];
        if (file.Length < 12)
        {
            throw new InvalidDataException("it is no parquet file.");
        }

        file.Position = file.Length - end.Length;
        file.ReadExactly(end);
        var size = BinaryPrimitives.ReadInt32LittleEndian(end);
        if (!end.AsSpan(4).SequenceEqual("PAR1"u8) || size <= 0 || size > Math.Min(LargestFooter, file.Length - 12))
        {
            throw new InvalidDataException("it is no parquet file whose footer can be read.");
        }

        var footer = new byte[size];
        file.Position = file.Length - end.Length - size;
        file.ReadExactly(footer);
        try
        {
            return new Compact(footer).Find(NumberOfRows);
        }
        catch (IndexOutOfRangeException e)
        {
            throw new InvalidDataException("its footer is damaged.", e);
        }
    }

    private ref struct Compact(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at;
        private int _depth;

        public long Find(int wanted)
        {
            for (var field = 0; ;)
            {
                var header = Next();
                if (header == 0)
                {
                    throw new InvalidDataException("its footer does not say how many records it has.");
                }

                field = header >> 4 is > 0 and var delta ? field + delta : (int)Whole();
                if (field == wanted)
                {
                    return (header & 15) is 5 or 6 ? Whole() : throw new InvalidDataException("its footer is damaged.");
                }

                Skip(header & 15);
            }
        }

        private void Skip(int type, bool inList = false)
        {
            if (++_depth > 32)
            {
                throw new InvalidDataException("its footer is damaged.");
            }

            switch (type)
            {
                case 1 or 2:
                    _at += inList ? 1 : 0;
                    break;
                case 3:
                    _at++;
                    break;
                case 4 or 5 or 6:
                    Variable();
                    break;
                case 7:
                    _at += 8;
                    break;
                case 8:
                    Advance(Variable());
                    break;
                case 9 or 10:
                    SkipList();
                    break;
                case 11:
                    SkipMap();
                    break;
                case 12:
                    for (var header = Next(); header != 0; header = Next())
                    {
                        if (header >> 4 == 0)
                        {
                            Variable();
                        }

                        Skip(header & 15);
                    }

                    break;
                default:
                    throw new InvalidDataException("its footer is damaged.");
            }

            _depth--;
        }

        private void SkipList()
        {
            var header = Next();
            var count = header >> 4 == 15 ? Variable() : (ulong)(header >> 4);
            for (var i = 0UL; i < count; i++)
            {
                Skip(header & 15, inList: true);
            }
        }

        private void SkipMap()
        {
            var count = Variable();
            var types = count == 0 ? 0 : Next();
            for (var i = 0UL; i < count; i++)
            {
                Skip(types >> 4, inList: true);
                Skip(types & 15, inList: true);
            }
        }

        private byte Next() => _bytes[_at++];

        private void Advance(ulong count) => _at = count <= (ulong)(_bytes.Length - _at) ? _at + (int)count : throw new InvalidDataException("its footer is damaged.");

        private long Whole() => Variable() is var n ? (long)(n >> 1) ^ -(long)(n & 1) : 0;

        private ulong Variable()
        {
            var value = 0UL;
            for (var shift = 0; shift < 64; shift += 7)
            {
                var part = Next();
                value |= (ulong)(part & 0x7f) << shift;
                if (part < 0x80)
                {
                    return value;
                }
            }

            throw new InvalidDataException("its footer is damaged.");
        }
    }
}
