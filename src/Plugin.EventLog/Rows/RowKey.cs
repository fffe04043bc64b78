using System.Text;

namespace Plugin.EventLog.Rows;

/// <summary>A primary key by value, ordered as both databases order it: numbers by size, text and bytes by UTF-8 byte.</summary>
internal readonly struct RowKey(object?[] parts) : IEquatable<RowKey>, IComparable<RowKey>
{
    private readonly object?[] _parts = parts;

    public bool Equals(RowKey other) => _parts.Length == other._parts.Length && CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var part in _parts)
        {
            if (part is byte[] bytes)
            {
                hash.AddBytes(bytes);
            }
            else
            {
                hash.Add(part);
            }
        }

        return hash.ToHashCode();
    }

    public int CompareTo(RowKey other)
    {
        for (var i = 0; i < _parts.Length; i++)
        {
            var order = Compare(_parts[i], other._parts[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (long l, long r) => l.CompareTo(r),
        (string l, string r) when string.Equals(l, r, StringComparison.Ordinal) => 0,
        (string l, string r) => Encoding.UTF8.GetBytes(l).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(r)),
        (bool l, bool r) => l.CompareTo(r),
        (DateTimeOffset l, DateTimeOffset r) => l.CompareTo(r),
        (byte[] l, byte[] r) => l.AsSpan().SequenceCompareTo(r),
        (null, null) => 0,
        (null, _) => 1,
        (_, null) => -1,
        _ => throw new ArgumentException($"A {left.GetType().Name} cannot be compared with a {right.GetType().Name}."),
    };
}
