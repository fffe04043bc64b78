using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Npgsql;
using Plugin.EventLog.Entries;
using Plugin.EventLog.Rows;
using static Plugin.EventLog.Postgres.PostgresCommands;

namespace Plugin.EventLog.Postgres;

internal sealed class PostgresRead(PostgresSources sources, TableSet tables, IVaultTable vault, TimeProvider clock) : IReadTables
{
    private readonly PostgresRebuild _rebuild = new(sources.Any, tables, vault, clock);

    public Task BringUpToDate(IProgress<long>? progress, CancellationToken cancellationToken) => _rebuild.BringUpToDate(progress, cancellationToken);

    public Task<DbConnection> Open(CancellationToken cancellationToken) => Open(sources.Read, cancellationToken);

    public Task<DbConnection> OpenForLists(CancellationToken cancellationToken) => Open(sources.Lists, cancellationToken);

    public Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> Where(
        string table, string column, object value, int limit, CancellationToken cancellationToken) =>
        WhereAny(table, column, [value], limit, cancellationToken);

    public Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> WhereAny(
        string table, string column, IReadOnlyList<object> values, int limit, CancellationToken cancellationToken)
    {
        var layout = tables[table];
        var wanted = values.Select(value => layout.Normalize(layout.Ordinal(column), value)).Append((long)limit).ToArray();
        var places = string.Join(", ", values.Select((_, i) => $"${i + 1}"));
        return sources.Read.Reach<IReadOnlyList<IReadOnlyDictionary<string, object?>>>(
            async connection =>
            {
                await using var command = connection.Command(
                    $"{Select(layout)} where {Quoted(column)} in ({places}) order by {Keys(layout)} limit ${wanted.Length}", wanted);
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                var rows = new List<IReadOnlyDictionary<string, object?>>();
                while (await reader.ReadAsync(cancellationToken))
                {
                    rows.Add(layout.Named(Row(layout, reader)));
                }

                return rows;
            },
            cancellationToken);
    }

    public Task<bool> AreOurs(CancellationToken cancellationToken) => sources.Read.Reach(
        async connection => (string?)await connection.Scalar(
            "select string_agg(name || ' ' || version, ',' order by name collate \"C\") from read.read_tables", [], cancellationToken) == tables.Versions,
        cancellationToken);

    public Task Rebuild(IProgress<long>? progress, CancellationToken cancellationToken) =>
        _rebuild.Run(tables.All, progress, cancellationToken);

    public async IAsyncEnumerable<string> Dump([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await sources.Read.OpenConnectionAsync(cancellationToken);
        // One snapshot for all tables.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
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

    private static async Task<DbConnection> Open(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken);
        }
        catch (NpgsqlException e) when (e.IsOutage())
        {
            throw PostgresErrors.Away(e);
        }
    }

    private static string Select(TableLayout table) =>
        $"select {string.Join(", ", table.Columns.Select(c => Quoted(c.Name)))} from {Quoted(table.Name)}";

    private static string Keys(TableLayout table) => string.Join(", ", table.Columns.Take(table.KeyColumns).Select(c => Quoted(c.Name)));

    private static object?[] Row(TableLayout table, NpgsqlDataReader reader)
    {
        var row = new object?[table.Columns.Count];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = reader.IsDBNull(i) ? null : table.Columns[i].Type switch
            {
                ColumnType.Number => reader.GetInt64(i),
                ColumnType.Boolean => reader.GetBoolean(i),
                ColumnType.Time => LogTime.Truncate(reader.GetFieldValue<DateTimeOffset>(i)),
                ColumnType.Bytes => reader.GetFieldValue<byte[]>(i),
                _ => reader.GetString(i),
            };
        }

        return row;
    }
}
