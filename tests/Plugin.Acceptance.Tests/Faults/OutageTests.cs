using System.Text.Json.Nodes;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Faults;

/// <summary>The database is away for a while: every connection is cut and no new one is let in.</summary>
public sealed class A_hub_whose_database_goes_away
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Says_so_meanwhile_goes_on_afterwards_and_has_lost_nothing()
    {
        await using var database = new Disposable(await PostgresDatabase.Create());
        await using var federation = await Federation.Start(database: database.Value.ConnectionString);
        var task = await federation.Researcher.Submit(
            federation.Collaboration, Federation.Image,
            new JsonObject { ["method"] = "wait", ["kwargs"] = new JsonObject { ["milliseconds"] = 1500 } }, federation.Organisations, "default");
        var run = (await federation.RunsOf(task))[0];
        await Eventually.Get(
            async () => (await federation.EventsOf(run)).Contains("run.started/1") ? "started" : null,
            Patience, () => $"the start of run {run}.\n{federation.Hub.Output}");

        await database.Value.Close();
        using (var answer = await federation.Researcher.Send(HttpMethod.Get, $"task/{task}", null))
        {
            Assert.Equal(503, (int)answer.StatusCode);
            Assert.NotNull((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["msg"]);
        }

        // Long enough for the algorithms to end and for several rounds of the hub's watch.
        await federation.Stations[0].Wrote("Waiting for the hub.", Patience);
        await database.Value.Reopen();

        Assert.Equal("completed", await federation.Finished(task, Patience));
        Assert.Equal(3, (await federation.Results(task)).Count);
        Assert.False(federation.Hub.HasExited, federation.Hub.Output);
    }

    private sealed record Disposable(PostgresDatabase Value) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Value.DisposeAsync();
    }
}
