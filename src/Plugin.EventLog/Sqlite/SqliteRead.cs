using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Plugin.EventLog.Rows;
using static Plugin.EventLog.Sqlite.SqliteRows;

namespace Plugin.EventLog.Sqlite;

internal sealed class SqliteRead(SqliteFile file, SqliteWriter? writer, TableSet tables, IVaultTable vault) : IReadTables
{
    private readonly SqliteRebuild _rebuild = new(file, writer, tables, vault);

    public Task BringUpToDate(IProgress<long>? progress, CancellationToken cancellationToken) => _rebuild.BringUpToDate(progress, cancellationToken);

    public Task<DbConnection> Open(CancellationToken cancellationToken) => Task.FromResult<DbConnection>(file.OpenToRead());

    public Task<DbConnection> OpenForLists(CancellationToken cancellationToken) => Open(cancellationToken);

    public Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> Where(
        string table, string column, object value, int limit, CancellationToken cancellationToken) =>
        WhereAny(table, column, [value], limit, cancellationToken);

    public Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> WhereAny(
        string table, string column, IReadOnlyList<object> values, int limit, CancellationToken cancellationToken)
    {
        var layout = tables[table];
        var wanted = values.Select((value, i) => ($"@value{i}", layout.Normalize(layout.Ordinal(column), value)!)).Append(("@limit", limit)).ToArray();
        var places = string.Join(", ", values.Select((_, i) => $"@value{i}"));
        using var connection = file.OpenToRead();
        using var command = connection.Command(
            $"{Select(layout)} where {Quoted(column)} in ({places}) order by {Keys(layout)} limit @limit", wanted);
        using var reader = command.ExecuteReader();
        var rows = new List<IReadOnlyDictionary<string, object?>>();
        while (reader.Read())
        {
            rows.Add(layout.Named(Row(layout, reader)));
        }

        return Task.FromResult<IReadOnlyList<IReadOnlyDictionary<string, object?>>>(rows);
    }

    // The file has one owner.
    public Task<bool> AreOurs(CancellationToken cancellationToken) => Task.FromResult(true);

    public Task Rebuild(IProgress<long>? progress, CancellationToken cancellationToken) =>
        _rebuild.Run(tables.All, progress, cancellationToken);

    public async IAsyncEnumerable<string> Dump([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = file.OpenToRead();
        // One snapshot for all tables.
        await using var transaction = connection.BeginTransaction(deferred: true);
        foreach (var table in tables.All)
        {
            await using var command = connection.Command($"{Select(table)} order by {Keys(table)}");
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                yield return RowText.Line(table, Row(table, reader));
            }
        }
    }

    private static string Select(TableLayout table) =>
        $"select {string.Join(", ", table.Columns.Select(c => Quoted(c.Name)))} from {Quoted(table.Name)}";

    private static string Keys(TableLayout table) => string.Join(", ", table.Columns.Take(table.KeyColumns).Select(c => Quoted(c.Name)));

    private static object?[] Row(TableLayout table, SqliteDataReader reader)
    {
        var row = new object?[table.Columns.Count];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = reader.IsDBNull(i) ? null : table.Columns[i].Type switch
            {
                ColumnType.Number => reader.GetInt64(i),
                ColumnType.Boolean => reader.GetBoolean(i),
                ColumnType.Time => reader.GetDateTimeOffset(i),
                ColumnType.Bytes => reader.GetFieldValue<byte[]>(i),
                _ => reader.GetString(i),
            };
        }

        return row;
    }
}
