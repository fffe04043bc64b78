using System.Text;
using Plugin.EventLog;
using Plugin.EventLog.Postgres;
using Plugin.Hub;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Api.Tests;

public sealed class An_outdated_silo
{
    [Fact]
    public async Task Stops_when_a_newer_one_writes_an_event_that_it_does_not_know()
    {
        await using var database = await PostgresDatabase.Create();
        var folder = Directory.CreateTempSubdirectory("plugin-api-");
        try
        {
            await using var hub = await HubHost.Start(
                RunningHub.Settings(new Database(database.ConnectionString), folder.FullName), CancellationToken.None);
            await using var newer = await PostgresStore.Open(database.ConnectionString, new NoProjector(), TimeProvider.System, default);

            await newer.Log.Append(
                new Append { Streams = [new StreamAppend("thing-1", 0, [new NewEvent("thing.happened/9", "{}"u8.ToArray(), Encoding.UTF8.GetBytes("""{"actor":"user:1"}"""))])] },
                default);

            await hub.Stopped().Soon("the end of the silo");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Holds_back_what_would_write_lists_that_a_newer_one_has_changed_until_that_one_serves_and_stops_and_is_not_started_again()
    {
        await using var database = await PostgresDatabase.Create();
        var folder = Directory.CreateTempSubdirectory("plugin-api-");
        try
        {
            var settings = RunningHub.Settings(new Database(database.ConnectionString), folder.FullName);
            await using (var hub = await HubHost.Start(settings, CancellationToken.None))
            {
                var root = await new Api(hub.Address, null).LogIn("root", RunningHub.RootPassword);
                await database.Query("update read.read_tables set version = version + 1 where name = 'tasks'");

                var refused = root.Post("organization", """{"name":"Too late"}""");

                Assert.Equal(200, (await root.Get("organization")).Status);
                Assert.False(refused.IsCompleted);
                await database.Query("""
                    insert into live.presences (key, session, content, seen_at)
                    select 'silo-newer', 'silo-newer', jsonb_set(content::jsonb, '{Lists}', '"others"')::text, clock_timestamp() from live.presences where key like 'silo-%'
                    """);
                Assert.Equal(503, (await refused).Status);
                await hub.Stopped().Soon("the end of the silo");
            }

            Assert.Equal(0L, await database.Query("select count(*) from log.events where stream = 'organisation-2'"));
            var failure = await Assert.ThrowsAsync<LogUnusableException>(() => HubHost.Start(settings, CancellationToken.None));
            Assert.StartsWith("A newer version of PLUGIN made the list tasks", StartFailures.Explain(failure, settings), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
