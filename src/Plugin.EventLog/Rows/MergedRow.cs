namespace Plugin.EventLog.Rows;

internal enum ColumnOperation : byte
{
    Keep,
    Set,
    Add,
}

internal enum RowOperation
{
    Put,
    Patch,
    Remove,
}

/// <summary>The net effect of any number of row changes on one key: a whole row, a patch of an existing one, or its removal.</summary>
internal sealed class MergedRow(TableLayout table, object[] key)
{
    private readonly ColumnOperation[] _operations = new ColumnOperation[table.Columns.Count];
    private readonly object?[] _values = new object?[table.Columns.Count];

    public object[] Key { get; } = key;
    public RowOperation Operation { get; private set; } = RowOperation.Patch;

    /// <summary>By column; those of the key are not filled in.</summary>
    public ReadOnlySpan<ColumnOperation> Operations => _operations;

    public object? Value(int column) => column < Key.Length ? Key[column] : _values[column];

    public void Apply(RowChange change)
    {
        switch (change.Kind)
        {
            case RowChangeKind.Put:
                Operation = RowOperation.Put;
                Array.Clear(_values);
                Assign(change, ColumnOperation.Set);
                break;
            case RowChangeKind.Remove:
                Operation = RowOperation.Remove;
                break;
            // A row that was removed earlier in the same batch is not there to be changed.
            case RowChangeKind.Set when Operation != RowOperation.Remove:
                Assign(change, ColumnOperation.Set);
                break;
            case RowChangeKind.Add when Operation != RowOperation.Remove:
                Assign(change, ColumnOperation.Add);
                break;
        }
    }

    /// <summary>The row after this change, given the row before it (null: there is none).</summary>
    public object?[]? After(object?[]? before)
    {
        if (Operation == RowOperation.Remove || (Operation == RowOperation.Patch && before is null))
        {
            return null;
        }

        var row = new object?[_values.Length];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = i < Key.Length ? Key[i]
                : Operation == RowOperation.Put ? _values[i]
                : _operations[i] switch
                {
                    ColumnOperation.Set => _values[i],
                    ColumnOperation.Add => (long)(before![i] ?? 0L) + (long)_values[i]!,
                    _ => before![i],
                };
        }

        return row;
    }

    private void Assign(RowChange change, ColumnOperation operation)
    {
        foreach (var (column, value) in change.Values)
        {
            var ordinal = table.Ordinal(column);
            if (operation == ColumnOperation.Add && (Operation == RowOperation.Put || _operations[ordinal] != ColumnOperation.Keep))
            {
                _values[ordinal] = (long)(_values[ordinal] ?? 0L) + (long)value!;
            }
            else
            {
                _operations[ordinal] = operation;
                _values[ordinal] = value;
            }
        }
    }
}
