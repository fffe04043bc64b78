using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Plugin.EventLog.Rows;
using static Plugin.EventLog.Postgres.PostgresCommands;

namespace Plugin.EventLog.Postgres;

/// <summary>Turns merged rows into set-based statements: per table one for all that go, one per kind of patch, one for all that come.</summary>
/// <param name="suffix">Of the table names: a rebuild fills tables beside the ones in use.</param>
/// <param name="condition">When given, each statement does nothing unless this holds; its parameter comes last.</param>
internal sealed class PostgresRows(string suffix, string? condition)
{
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);

    public void Add(NpgsqlBatch batch, RowBatch rows, object? conditionValue)
    {
        foreach (var (table, merged) in rows.Tables)
        {
            // A row that goes frees its unique values for one that comes.
            var removed = merged.Where(r => r.Operation == RowOperation.Remove).ToArray();
            if (removed.Length > 0)
            {
                Add(batch, Text($"remove {table.Name}", () => Remove(table)), Columns(table, removed, table.KeyColumns), conditionValue);
            }

            foreach (var patch in merged.Where(r => r.Operation == RowOperation.Patch).GroupBy(Shape))
            {
                var patched = patch.ToArray();
                var touched = Touched(patched[0]);
                if (touched.Length > 0)
                {
                    Add(
                        batch, Text($"patch {table.Name} {patch.Key}", () => Patch(table, patched[0], touched)),
                        [.. Columns(table, patched, table.KeyColumns), .. touched.Select(i => Column(table.Columns[i].Type, patched, i))],
                        conditionValue);
                }
            }

            var put = merged.Where(r => r.Operation == RowOperation.Put).ToArray();
            if (put.Length > 0)
            {
                var filled = Filled(table, put);
                Add(
                    batch, Text($"put {table.Name} {string.Join(' ', filled)}", () => Put(table, filled)),
                    [.. filled.Select(i => Column(table.Columns[i].Type, put, i))], conditionValue);
            }
        }
    }

    public static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Number => "bigint",
        ColumnType.Boolean => "boolean",
        ColumnType.Time => "timestamptz",
        ColumnType.Bytes => "bytea",
        _ => "text",
    };

    private void Add(NpgsqlBatch batch, string text, NpgsqlParameter[] columns, object? conditionValue) =>
        batch.Add(text, condition is null ? columns : [.. columns, conditionValue]);

    private string Text(string shape, Func<string> make) => _texts.GetOrAdd(shape, _ => make());

    private string Put(TableLayout table, int[] filled) => condition is null ? Upsert(table, filled) : Merge(table, filled);

    // Many columns of a row that is new have no value yet, and every value that is sent costs, also when it is none.
    private static int[] Filled(TableLayout table, MergedRow[] rows) =>
        [.. Enumerable.Range(0, table.Columns.Count).Where(i => i < table.KeyColumns || rows.Any(row => row.Value(i) is not null))];

    private static string[] Names(TableLayout table, IEnumerable<int> columns) => [.. columns.Select(i => Quoted(table.Columns[i].Name))];

    private static string Updates(TableLayout table, int[] filled, string source) => string.Join(
        ", ", Enumerable.Range(table.KeyColumns, table.Columns.Count - table.KeyColumns).Select(i =>
            $"{Quoted(table.Columns[i].Name)} = {(filled.Contains(i) ? $"{source}.{Quoted(table.Columns[i].Name)}" : "null")}"));

    // For tables that nobody else writes: no plan can make it scan, however fast the table grows under it.
    private string Upsert(TableLayout table, int[] filled)
    {
        var names = Names(table, filled);
        var updates = Updates(table, filled, "excluded");
        return $"""
            insert into {Name(table)} ({string.Join(", ", names)})
            select {string.Join(", ", names.Select(n => $"s.{n}"))}
            from {Source(table, filled)}
            on conflict ({string.Join(", ", Names(table, Enumerable.Range(0, table.KeyColumns)))}) do {(updates.Length == 0 ? "nothing" : $"update set {updates}")}
            """;
    }

    // Under the log's lock nobody else can insert the same key, so the cheaper statement will do: it looks once and then writes, where an
    // upsert writes a row that it can take back.
    private string Merge(TableLayout table, int[] filled)
    {
        var names = Names(table, filled);
        var updates = Updates(table, filled, "s");
        return $"""
            merge into {Name(table)} t
            using (select * from {Source(table, filled)} {Condition("where", names.Length)}) s
            on {SameKey(table)}
            {(updates.Length == 0 ? "" : $"when matched then update set {updates}")}
            when not matched then insert ({string.Join(", ", names)}) values ({string.Join(", ", names.Select(n => $"s.{n}"))})
            """;
    }

    private string Patch(TableLayout table, MergedRow sample, int[] touched)
    {
        int[] sources = [.. Enumerable.Range(0, table.KeyColumns), .. touched];
        var sets = new List<string>();
        foreach (var i in touched)
        {
            var name = Quoted(table.Columns[i].Name);
            sets.Add(sample.Operations[i] == ColumnOperation.Set ? $"{name} = s.{name}" : $"{name} = coalesce(t.{name}, 0) + s.{name}");
        }

        return $"""
            update {Name(table)} t set {string.Join(", ", sets)}
            from {Source(table, sources)}
            where {SameKey(table)} {Condition("and", sources.Length)}
            """;
    }

    private string Remove(TableLayout table) => $"""
        delete from {Name(table)} t using {Source(table, [.. Enumerable.Range(0, table.KeyColumns)])}
        where {SameKey(table)} {Condition("and", table.KeyColumns)}
        """;

    private string Name(TableLayout table) => $"read.{Quoted(table.Name + suffix)}";

    private string Condition(string word, int parameters) =>
        condition is null ? "" : $"{word} {condition.Replace("$1", $"${(parameters + 1).ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal)}";

    // In the select list, arrays are unnested row by row; as a table function each would be copied aside first.
    private static string Source(TableLayout table, int[] columns) =>
        $"(select {string.Join(", ", columns.Select((c, i) => $"unnest(${i + 1}::{TypeOf(table.Columns[c].Type)}[])"))}) as s ({string.Join(", ", columns.Select(c => Quoted(table.Columns[c].Name)))})";

    private static string SameKey(TableLayout table) =>
        string.Join(" and ", table.Columns.Take(table.KeyColumns).Select(c => $"t.{Quoted(c.Name)} = s.{Quoted(c.Name)}"));

    private static string Shape(MergedRow row)
    {
        var shape = new StringBuilder();
        foreach (var operation in row.Operations)
        {
            shape.Append((char)('0' + (int)operation));
        }

        return shape.ToString();
    }

    private static int[] Touched(MergedRow row)
    {
        var touched = new List<int>();
        for (var i = 0; i < row.Operations.Length; i++)
        {
            if (row.Operations[i] != ColumnOperation.Keep)
            {
                touched.Add(i);
            }
        }

        return [.. touched];
    }

    private static NpgsqlParameter[] Columns(TableLayout table, MergedRow[] rows, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Column(table.Columns[i].Type, rows, i))];

    private static NpgsqlParameter Column(ColumnType type, MergedRow[] rows, int column) => type switch
    {
        ColumnType.Number => Array(NpgsqlDbType.Bigint, System.Array.ConvertAll(rows, r => (long?)r.Value(column))),
        ColumnType.Boolean => Array(NpgsqlDbType.Boolean, System.Array.ConvertAll(rows, r => (bool?)r.Value(column))),
        ColumnType.Time => Array(NpgsqlDbType.TimestampTz, System.Array.ConvertAll(rows, r => (DateTimeOffset?)r.Value(column))),
        ColumnType.Bytes => Array(NpgsqlDbType.Bytea, System.Array.ConvertAll(rows, r => (byte[]?)r.Value(column))),
        _ => Array(NpgsqlDbType.Text, System.Array.ConvertAll(rows, r => (string?)r.Value(column))),
    };

    private static NpgsqlParameter<T[]> Array<T>(NpgsqlDbType type, T[] values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };
}
