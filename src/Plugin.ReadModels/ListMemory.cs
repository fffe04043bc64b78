using System.Collections.Concurrent;

namespace Plugin.ReadModels;

/// <summary>
/// What this silo remembers of long lists, so that a look at one costs the same however long it is: where pages began when somebody last
/// looked, and how many rows there were. Both hold for a minute, so deep pages are as of then, as they are for somebody who turns them one
/// by one.
/// </summary>
/// <param name="from">Pages nearer to the start are found by counting, and shorter lists are counted: what was just created or deleted must show there.</param>
public sealed class ListMemory(TimeProvider clock, long from = ListMemory.DefaultFrom)
{
    public const long DefaultFrom = 1000;

    private const int MostLists = 500;
    private const int MostMarks = 5000;
    private static readonly TimeSpan Holds = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Remembered> _lists = new(StringComparer.Ordinal);

    /// <summary>The row at the nearest place that is known and not behind the one looked for.</summary>
    /// <param name="list">The query with its values.</param>
    internal Mark? Near(string list, long offset)
    {
        if (offset < from || !_lists.TryGetValue(list, out var known))
        {
            return null;
        }

        lock (known)
        {
            var after = known.Marks.BinarySearch(new Mark(offset, long.MaxValue, 0));
            for (var i = (after < 0 ? ~after : after) - 1; i >= 0; i--)
            {
                if (clock.GetElapsedTime(known.Marks[i].At) < Holds)
                {
                    return known.Marks[i];
                }
            }
        }

        return null;
    }

    /// <param name="offset">How many rows of the list there are before the row.</param>
    internal void Note(string list, long offset, long key)
    {
        if (offset < from)
        {
            return;
        }

        var known = Of(list);
        lock (known)
        {
            if (known.Marks.Count >= MostMarks)
            {
                known.Marks.Clear();
            }

            var mark = new Mark(offset, key, clock.GetTimestamp());
            var place = known.Marks.FindIndex(m => m.Offset >= offset);
            if (place >= 0 && known.Marks[place].Offset == offset)
            {
                known.Marks[place] = mark;
            }
            else
            {
                known.Marks.Insert(place < 0 ? known.Marks.Count : place, mark);
            }
        }
    }

    /// <summary>How many rows the list had; null when it has to be counted.</summary>
    internal long? Count(string list) =>
        _lists.TryGetValue(list, out var known) && known.Counted is { } counted && clock.GetElapsedTime(counted.At) < Holds ? counted.Rows : null;

    /// <param name="all">False when there are more, which stays true whatever is created.</param>
    internal void NoteCount(string list, long rows, bool all)
    {
        if (rows >= from || !all)
        {
            Of(list).Counted = new Total(rows, clock.GetTimestamp());
        }
    }

    private Remembered Of(string list)
    {
        if (_lists.Count > MostLists)
        {
            _lists.Clear();
        }

        return _lists.GetOrAdd(list, _ => new Remembered());
    }

    private sealed class Remembered
    {
        public List<Mark> Marks { get; } = [];

        public Total? Counted { get; set; }
    }

    private sealed record Total(long Rows, long At);

    internal readonly record struct Mark(long Offset, long Key, long At) : IComparable<Mark>
    {
        public int CompareTo(Mark other) => Offset != other.Offset ? Offset.CompareTo(other.Offset) : Key.CompareTo(other.Key);
    }
}
