using System.Runtime.InteropServices;

namespace Plugin.EventLog.Rows;

/// <summary>The row changes of a batch, merged per table and key, so that every row is written once.</summary>
internal sealed class RowBatch(TableSet tables)
{
    private readonly Dictionary<string, Dictionary<RowKey, MergedRow>> _tables = new(StringComparer.Ordinal);

    public IEnumerable<(TableLayout Table, IReadOnlyCollection<MergedRow> Rows)> Tables =>
        _tables.Select(t => (tables[t.Key], (IReadOnlyCollection<MergedRow>)t.Value.Values));

    /// <summary>Takes changes that <see cref="TableSet"/> has checked.</summary>
    public void Add(IEnumerable<RowChange> changes)
    {
        foreach (var change in changes)
        {
            ref var rows = ref CollectionsMarshal.GetValueRefOrAddDefault(_tables, change.Table, out _);
            rows ??= [];
            var key = (object[])change.Key;
            ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, new RowKey(key), out _);
            row ??= new MergedRow(tables[change.Table], key);
            row.Apply(change);
        }
    }
}
