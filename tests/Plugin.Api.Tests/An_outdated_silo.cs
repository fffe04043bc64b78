using System.Text;
using Plugin.EventLog;
using Plugin.EventLog.Postgres;
using Plugin.Hub;
using Plugin.Testing;

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

            await hub.Stopped().WaitAsync(TimeSpan.FromSeconds(30));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
