using Microsoft.Data.Sqlite;
using Plugin.EventLog.Rows;
using static Plugin.EventLog.Sqlite.SqliteRows;

namespace Plugin.EventLog.Sqlite;

/// <summary>
/// Replays the log into fresh tables beside the old ones and swaps them in. Appends go on meanwhile; only the last page and the swap
/// are one piece of the writer's work.
/// </summary>
internal sealed class SqliteRebuild(SqliteFile file, SqliteWriter? writer, TableSet tables, IVaultTable vault)
{
    private const int PageSize = 1000;

    // What is left when the writer takes over for the swap is little, however fast the log grows.
    private const int Remainder = 50;
    private const int CatchUps = 20;
    private const string Fresh = "__fresh";

    /// <summary>Creates missing read tables; replays those whose definition has another version than the stored one.</summary>
    public async Task BringUpToDate(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var outdated = Outdated();
        if (outdated.Count > 0)
        {
            await Run(outdated, progress, cancellationToken);
        }
    }

    public async Task Run(IReadOnlyList<TableLayout> chosen, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var owned = writer.OrThrow();
        await owned.Write(
            connection =>
            {
                foreach (var table in chosen)
                {
                    connection.Run($"drop table if exists {Quoted(table.Name + Fresh)}; {Create(table)}");
                    CreateIndexes(connection, table);
                }

                return true;
            },
            durable: false);
        var position = 0L;
        var catchUps = 0;
        while (SqliteLog.Page(file, position, PageSize) is { Count: > Remainder } page && (page.Count == PageSize || ++catchUps <= CatchUps))
        {
            var batch = await Merge(chosen, page, cancellationToken);
            position = page[^1].Position;
            await owned.Write(connection => Write(connection, batch), durable: false);
            progress?.Report(position);
        }

        var head = await owned.Write(connection => Finish(connection, chosen, position, cancellationToken), durable: true);
        progress?.Report(head);
    }

    private List<TableLayout> Outdated()
    {
        using var connection = file.OpenToRead();
        var stored = new Dictionary<string, long>(StringComparer.Ordinal);
        using var command = connection.Command("select name, version from read_tables");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            stored.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return [.. tables.All.Where(t => stored.GetValueOrDefault(t.Name, -1) != t.Table.Version)];
    }

    private async ValueTask<RowBatch> Merge(
        IReadOnlyList<TableLayout> chosen, IReadOnlyList<StoredEvent> page, CancellationToken cancellationToken)
    {
        var changes = await tables.Changes(page, vault, cancellationToken);
        var names = chosen.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var batch = new RowBatch(tables);
        batch.Add(changes.Where(c => names.Contains(c.Table)));
        return batch;
    }

    private static bool Write(SqliteConnection connection, RowBatch batch)
    {
        using var rows = new SqliteRows(connection, Fresh);
        rows.Write(batch);
        return true;
    }

    private long Finish(
        SqliteConnection connection, IReadOnlyList<TableLayout> chosen, long position, CancellationToken cancellationToken)
    {
        while (SqliteLog.Page(connection, position, PageSize) is { Count: > 0 } page)
        {
            // The writer's own thread: nothing may be appended between this page and the swap, and nobody else waits on this thread.
            Write(connection, Merge(chosen, page, cancellationToken).AsTask().GetAwaiter().GetResult());
            position = page[^1].Position;
        }

        foreach (var table in chosen)
        {
            connection.Run($"""
                drop table if exists {Quoted(table.Name)};
                alter table {Quoted(table.Name + Fresh)} rename to {Quoted(table.Name)};
                """);
            connection.Scalar(
                "insert into read_tables (name, version) values (@name, @version) on conflict (name) do update set version = excluded.version",
                ("@name", table.Name), ("@version", table.Table.Version));
        }

        return position;
    }

    // Before there are rows, since an index over all of them would make every append wait. SQLite renames no index, and the table that is
    // still in use may have one of that name: they take turns.
    private static void CreateIndexes(SqliteConnection connection, TableLayout table)
    {
        foreach (var index in table.Table.Indexes.Where(index => !index.Parts))
        {
            var taken = connection.Scalar("select 1 from sqlite_master where type = 'index' and name = @name", ("@name", index.Name)) is not null;
            connection.Run(
                $"create {(index.Unique ? "unique " : "")}index {Quoted(taken ? index.Name + "__b" : index.Name)} on {Quoted(table.Name + Fresh)} ({string.Join(", ", index.Columns.Select(Quoted))}){(index.Where is null ? "" : $" where {index.Where}")}");
        }
    }

    private static string Create(TableLayout table)
    {
        var columns = table.Columns.Select((c, i) => $"{Quoted(c.Name)} {TypeOf(c.Type)}{(i < table.KeyColumns ? " not null" : "")}");
        var keys = table.Columns.Take(table.KeyColumns).Select(c => Quoted(c.Name));
        return $"create table {Quoted(table.Name + Fresh)} ({string.Join(", ", columns)}, primary key ({string.Join(", ", keys)})) strict;";
    }

    private static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Number or ColumnType.Boolean => "integer",
        ColumnType.Bytes => "blob",
        // The driver writes UTC times as text that sorts by time, and takes them as such parameters too.
        _ => "text",
    };
}
