using Plugin.Hub;
using Plugin.Proofs;

namespace Plugin.Api.Tests;

public sealed class Two_hubs_over_one_database(TwoHubs hubs) : IClassFixture<TwoHubs>
{
    [Fact]
    public async Task Serve_any_request_on_either()
    {
        var world = await World.Create(hubs.First);
        var session = await World.Session(world.NodeA.At(hubs.Second));
        var task = await world.Alice.At(hubs.Second).Post("task", world.TaskFor(world.A));
        Assert.Equal(201, task.Status);
        var run = (await world.Alice.Get($"run?task_id={task.Id}")).Ids.Single();

        var claim = await world.NodeA.Post($"station/runs/{run}/claim", $$"""{"session":"{{session}}"}""");
        Assert.Equal(200, claim.Status);
        var active = await world.NodeA.At(hubs.Second).Post($"station/runs/{run}/report", """{"attempt":1,"state":"active"}""");
        var ended = await world.NodeA.Post(
            $"station/runs/{run}/report", """{"attempt":1,"state":"completed","result":"e30=","log":"done"}""");
        var repeated = await world.NodeA.At(hubs.Second).Post(
            $"station/runs/{run}/report", """{"attempt":1,"state":"completed","result":"e30=","log":"done"}""");

        Assert.Equal((204, 204, 204), (active.Status, ended.Status, repeated.Status));
        foreach (var hub in (Api[])[hubs.First, hubs.Second])
        {
            Assert.Equal("completed", (await world.Alice.At(hub).Get($"task/{task.Id}")).Text("status"));
            Assert.Equal("e30=", (await world.Alice.At(hub).Get($"result/{run}")).Text("result"));
        }
    }

    [Fact]
    public async Task Sign_one_history_with_one_key()
    {
        var (one, two) = (await hubs.First.LogIn("root", RunningHub.RootPassword), await hubs.Second.LogIn("root", RunningHub.RootPassword));

        var notes = await Task.WhenAll(one.Read(HttpMethod.Post, "audit/checkpoint"), two.Read(HttpMethod.Post, "audit/checkpoint"));

        var (first, second) = (await The_proofs.Signed(two, notes[0]), await The_proofs.Signed(one, notes[1]));
        var (from, to) = first.Size <= second.Size ? (first, second) : (second, first);
        var proof = await two.Get($"audit/proofs/consistency?from={from.Size}&to={to.Size}");
        Assert.True(ProofCheck.Extends(
            from.Size, from.Root.ToArray(), to.Size, to.Root.ToArray(),
            [.. proof["hashes"].AsArray().Select(hash => Convert.FromHexString((string)hash!))]));
        Assert.Equal(await one.Read(HttpMethod.Get, "audit/key"), await two.Read(HttpMethod.Get, "audit/key"));
    }

    [Fact]
    public async Task Refuse_a_third_with_other_secrets()
    {
        var others = Directory.CreateTempSubdirectory("plugin-api-");
        try
        {
            var settings = RunningHub.Settings(hubs.Location, others.FullName);

            var failure = await Assert.ThrowsAnyAsync<Exception>(() => HubHost.Start(settings, CancellationToken.None));

            Assert.Contains(
                "Restore the secrets folder that this log was started with", StartFailures.Explain(failure, settings), StringComparison.Ordinal);
        }
        finally
        {
            others.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Tell_a_station_of_a_task_that_the_other_took()
    {
        var root = await hubs.First.LogIn("root", RunningHub.RootPassword);
        var organization = (await root.Post("organization", """{"name":"Far away"}""")).Id;
        var collaboration = (await root.Post(
            "collaboration", $$"""{"name":"Far","organization_ids":[{{organization}}],"encrypted":false}""")).Id;
        await root.Post(
            "user",
            $$"""{"username":"dora","email":"dora@example.org","password":"{{World.Password}}","organization_id":{{organization}},"roles":[5]}""");
        var node = await hubs.Second.LogIn((await root.Post(
            "node", $$"""{"collaboration_id":{{collaboration}},"organization_id":{{organization}}}""")).Text("api_key"));
        await node.Post("station/session", """{"session":"session-two","version":"1","facts":[]}""");
        using var feed = await node.Open("station/feed?session=session-two");
        using var events = new StreamReader(await feed.Content.ReadAsStreamAsync());
        Assert.Contains("\"snapshot\"", await events.ReadLineAsync(), StringComparison.Ordinal);

        var dora = await hubs.First.LogIn("dora", World.Password);
        await dora.Post(
            "task",
            $$"""{"image":"i","collaboration_id":{{collaboration}},"organizations":[{"id":{{organization}},"input":"e30="}]}""");

        string? line;
        do
        {
            line = await events.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }
        while (line is not null && !line.StartsWith("data:", StringComparison.Ordinal));
        Assert.Contains("\"type\":\"run\"", line, StringComparison.Ordinal);
    }
}
