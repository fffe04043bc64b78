using System.Text;
using Microsoft.Data.Sqlite;
using Plugin.EventLog.Rows;

namespace Plugin.EventLog.Sqlite;

/// <summary>
/// Writes merged rows, each once per batch, with statements compiled once. An embedded database has no round trip to save by sending many
/// rows in one statement.
/// </summary>
internal sealed class SqliteRows(SqliteConnection connection, string suffix = "") : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    public void Write(RowBatch batch)
    {
        foreach (var (table, rows) in batch.Tables)
        {
            // A row that goes frees its unique values for one that comes.
            foreach (var row in rows.Where(r => r.Operation == RowOperation.Remove))
            {
                Remove(table, row);
            }

            foreach (var row in rows.Where(r => r.Operation == RowOperation.Patch))
            {
                Patch(table, row);
            }

            foreach (var row in rows.Where(r => r.Operation == RowOperation.Put))
            {
                Put(table, row);
            }
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }
    }

    private void Put(TableLayout table, MergedRow row)
    {
        var columns = table.Columns.Count;
        var statement = Statement($"put {table.Name}", columns, () =>
        {
            var names = string.Join(", ", table.Columns.Select(c => Quoted(c.Name)));
            var updates = string.Join(", ", table.Columns.Skip(table.KeyColumns).Select(c => $"{Quoted(c.Name)} = excluded.{Quoted(c.Name)}"));
            var keys = string.Join(", ", table.Columns.Take(table.KeyColumns).Select(c => Quoted(c.Name)));
            return $"""
                insert into {Quoted(table.Name + suffix)} ({names}) values ({string.Join(", ", Enumerable.Range(1, columns).Select(i => $"@{i}"))})
                on conflict ({keys}) do {(updates.Length == 0 ? "nothing" : $"update set {updates}")}
                """;
        });
        var values = new object?[columns];
        for (var i = 0; i < columns; i++)
        {
            values[i] = row.Value(i);
        }

        statement.Run(values);
    }

    private void Patch(TableLayout table, MergedRow row)
    {
        var shape = new StringBuilder("patch ").Append(table.Name);
        var values = new List<object?>(row.Key);
        for (var i = table.KeyColumns; i < table.Columns.Count; i++)
        {
            shape.Append((char)('0' + (int)row.Operations[i]));
            if (row.Operations[i] != ColumnOperation.Keep)
            {
                values.Add(row.Value(i));
            }
        }

        if (values.Count == row.Key.Length)
        {
            return;
        }

        var operations = row.Operations.ToArray();
        Statement(shape.ToString(), values.Count, () => PatchText(table, operations)).Run([.. values]);
    }

    private string PatchText(TableLayout table, ColumnOperation[] operations)
    {
        var parameter = table.KeyColumns;
        var sets = new List<string>();
        for (var i = table.KeyColumns; i < operations.Length; i++)
        {
            var column = Quoted(table.Columns[i].Name);
            if (operations[i] == ColumnOperation.Set)
            {
                sets.Add($"{column} = @{++parameter}");
            }
            else if (operations[i] == ColumnOperation.Add)
            {
                sets.Add($"{column} = coalesce({column}, 0) + @{++parameter}");
            }
        }

        return $"update {Quoted(table.Name + suffix)} set {string.Join(", ", sets)} where {KeyCondition(table)}";
    }

    private void Remove(TableLayout table, MergedRow row) =>
        Statement($"remove {table.Name}", row.Key.Length, () => $"delete from {Quoted(table.Name + suffix)} where {KeyCondition(table)}")
            .Run(row.Key);

    private static string KeyCondition(TableLayout table) =>
        string.Join(" and ", table.Columns.Take(table.KeyColumns).Select((c, i) => $"{Quoted(c.Name)} = @{i + 1}"));

    private SqliteStatement Statement(string shape, int parameters, Func<string> text)
    {
        if (!_statements.TryGetValue(shape, out var statement))
        {
            _statements.Add(shape, statement = new SqliteStatement(connection, text(), parameters));
        }

        return statement;
    }

    public static string Quoted(string name) => $"\"{name}\"";
}
