using Microsoft.Data.Sqlite;
using Plugin.EventLog.Rows;

namespace Plugin.EventLog.Sqlite;

/// <summary>
/// Deleted bytes are overwritten where they stood (<c>secure_delete</c>), but SQLite leaves copies behind in the unused part of pages that it once
/// split or merged. Tables whose rows come in any order are therefore written anew, row after row, which splits nothing.
/// </summary>
internal static class SqliteScrub
{
    // Writing more anew would make appends wait for more than a fraction of a second.
    private const int MostRows = 100_000;

    private static readonly (string Table, string Keys)[] Own = [("keys", "rowid"), ("unique_keys", "kind, value")];

    /// <summary>Work for the writer's thread, in one transaction.</summary>
    public static bool Rewrite(SqliteConnection connection, TableSet tables)
    {
        var read = tables.All.Select(table =>
            (table.Name, string.Join(", ", table.Columns.Take(table.KeyColumns).Select(column => SqliteRows.Quoted(column.Name)))));
        foreach (var (table, keys) in Own.Concat(read))
        {
            var name = SqliteRows.Quoted(table);
            if ((long)connection.Scalar($"select count(*) from (select 1 from {name} limit {MostRows + 1})")! <= MostRows)
            {
                connection.Run($"""
                    create temp table rewritten as select * from {name} order by {keys};
                    delete from {name};
                    insert into {name} select * from temp.rewritten order by rowid;
                    drop table temp.rewritten;
                    """);
            }
        }

        return true;
    }
}
