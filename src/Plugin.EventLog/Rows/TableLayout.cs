using System.Text.RegularExpressions;
using Plugin.EventLog.Entries;

namespace Plugin.EventLog.Rows;

/// <summary>A read table's definition, checked, with the look-ups that writing rows needs.</summary>
internal sealed partial class TableLayout
{
    private readonly Dictionary<string, int> _ordinals;

    public TableLayout(ReadTable table)
    {
        CheckName(table.Name, "table");
        if (table.KeyColumns < 1 || table.KeyColumns > table.Columns.Count)
        {
            throw new ArgumentException($"Read table {table.Name} needs at least one key column and no more than it has columns.");
        }

        foreach (var column in table.Columns)
        {
            CheckName(column.Name, "column");
        }

        _ordinals = table.Columns.Select((column, ordinal) => (column.Name, ordinal))
            .ToDictionary(c => c.Name, c => c.ordinal, StringComparer.Ordinal);
        foreach (var index in table.Indexes)
        {
            CheckName(index.Name, "index");
            foreach (var column in index.Columns)
            {
                Ordinal(table, column);
            }
        }

        Table = table;
    }

    public ReadTable Table { get; }
    public string Name => Table.Name;
    public IReadOnlyList<ReadColumn> Columns => Table.Columns;
    public int KeyColumns => Table.KeyColumns;

    public int Ordinal(string column) => Ordinal(Table, column);

    /// <summary>The value as all engines store it: <c>long</c> for any integer, times in UTC with microseconds.</summary>
    public object? Normalize(int ordinal, object? value)
    {
        var column = Columns[ordinal];
        object? normal = (column.Type, value) switch
        {
            (_, null) => null,
            (ColumnType.Number, long number) => number,
            (ColumnType.Number, int number) => (long)number,
            (ColumnType.Text, string text) => text,
            (ColumnType.Boolean, bool flag) => flag,
            (ColumnType.Time, DateTimeOffset time) => LogTime.Truncate(time),
            (ColumnType.Bytes, byte[] bytes) => bytes,
            (ColumnType.Bytes, ReadOnlyMemory<byte> bytes) => bytes.ToArray(),
            _ => throw new AppendRejectedException(
                $"Column {Name}.{column.Name} holds {column.Type}; a {value!.GetType().Name} does not fit."),
        };
        return normal is not null || ordinal >= KeyColumns
            ? normal
            : throw new AppendRejectedException($"Column {Name}.{column.Name} belongs to the key and cannot be null.");
    }

    public IReadOnlyDictionary<string, object?> Named(object?[] row) =>
        _ordinals.ToDictionary(o => o.Key, o => row[o.Value], StringComparer.Ordinal);

    private int Ordinal(ReadTable table, string column) => _ordinals.TryGetValue(column, out var ordinal)
        ? ordinal
        : throw new AppendRejectedException($"Read table {table.Name} has no column {column}.");

    // Names go into SQL text as they are, so they are plain words by construction.
    private static void CheckName(string name, string what)
    {
        if (!PlainWord().IsMatch(name))
        {
            throw new ArgumentException($"'{name}' cannot be the name of a {what}: use lower case letters, digits and underscores, at most 48.");
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,47}$")]
    private static partial Regex PlainWord();
}
