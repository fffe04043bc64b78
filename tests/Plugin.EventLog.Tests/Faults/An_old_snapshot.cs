using Plugin.EventLog.Tests.Faults.Postgres;
using Plugin.EventLog.Tests.Store;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.EventLog.Tests.Faults;

/// <summary>
/// A backup or a verification of a big log holds one for minutes. PostgreSQL keeps every version of a row as long as somebody may see it, so a
/// row that each append changes would make appends slower and slower; <c>deploy/bench.sh soak</c> measures that they do not become so.
/// </summary>
public sealed class An_old_snapshot
{
    private const int Appends = 50;

    [Fact]
    public async Task Finds_no_row_of_the_log_changed_by_appends()
    {
        await using var database = await PostgresDatabase.Create();
        await using (var store = await PostgresSchedules.Open(database.ConnectionString, CancellationToken.None))
        {
            for (var version = 0; version < Appends; version++)
            {
                await store.Log.Append(new Append { Streams = [new StreamAppend("shelf-1", version, [Shelf.Added(version)])] }, CancellationToken.None);
            }
        }

        // Sessions tell what they did when they end, all tables at once.
        await Eventually.Get(
            async () => (long)(await database.Query("select n_tup_ins from pg_stat_user_tables where relid = 'log.events'::regclass"))! == Appends ? "told" : null,
            TimeSpan.FromMinutes(2),
            () => $"{Appends} inserts in PostgreSQL's figures");
        Assert.Equal("", await database.Query(
            "select coalesce(string_agg(relname, ' '), '') from pg_stat_user_tables where schemaname = 'log' and n_tup_upd + n_tup_del > 0"));
    }
}
