using Plugin.EventLog.Rows;

namespace Plugin.EventLog.Memory;

/// <summary>Rows by key. Unique indexes are enforced, except partial ones, whose condition is SQL.</summary>
internal sealed class MemoryTable(TableLayout layout)
{
    private readonly SortedDictionary<RowKey, object?[]> _rows = [];
    private readonly (ReadIndex Index, int[] Columns, Dictionary<RowKey, RowKey> Owners)[] _unique =
    [
        .. layout.Table.Indexes.Where(i => i is { Unique: true, Where: null })
            .Select(i => (i, i.Columns.Select(layout.Ordinal).ToArray(), new Dictionary<RowKey, RowKey>())),
    ];

    public IEnumerable<object?[]> Rows => _rows.Values;

    /// <exception cref="AppendRejectedException">Two rows would have the same values in a unique index. Nothing was changed.</exception>
    public void Check(IReadOnlyCollection<MergedRow> changes)
    {
        foreach (var (index, columns, owners) in _unique)
        {
            var leaving = changes.Select(c => new RowKey(c.Key)).ToHashSet();
            var arriving = new HashSet<RowKey>();
            foreach (var change in changes)
            {
                if (change.After(_rows.GetValueOrDefault(new RowKey(change.Key))) is not { } row || Entry(row, columns) is not { } entry)
                {
                    continue;
                }

                if (!arriving.Add(entry) || (owners.TryGetValue(entry, out var owner) && !leaving.Contains(owner)))
                {
                    throw new AppendRejectedException($"The unique index {index.Name} of {layout.Name} has such a row already.");
                }
            }
        }
    }

    public void Write(IReadOnlyCollection<MergedRow> changes)
    {
        var after = changes.Select(c => (Key: new RowKey(c.Key), Row: c.After(_rows.GetValueOrDefault(new RowKey(c.Key))))).ToArray();
        foreach (var (key, _) in after)
        {
            if (_rows.Remove(key, out var before))
            {
                foreach (var (_, columns, owners) in _unique)
                {
                    if (Entry(before, columns) is { } entry)
                    {
                        owners.Remove(entry);
                    }
                }
            }
        }

        foreach (var (key, row) in after)
        {
            if (row is null)
            {
                continue;
            }

            _rows.Add(key, row);
            foreach (var (_, columns, owners) in _unique)
            {
                if (Entry(row, columns) is { } entry)
                {
                    owners.Add(entry, key);
                }
            }
        }
    }

    // As in SQL, a null is equal to nothing.
    private static RowKey? Entry(object?[] row, int[] columns) =>
        Array.Exists(columns, c => row[c] is null) ? null : new RowKey([.. columns.Select(c => row[c])]);
}
