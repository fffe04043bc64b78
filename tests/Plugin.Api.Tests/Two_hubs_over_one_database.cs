using Plugin.Hub;
using Plugin.Proofs;

namespace Plugin.Api.Tests;

public sealed partial class Two_hubs_over_one_database(TwoHubs hubs) : IClassFixture<TwoHubs>
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
    public async Task Both_shut_out_at_once_whom_one_deactivated()
    {
        var root = await hubs.First.LogIn("root", RunningHub.RootPassword);
        var user = (await root.Post(
            "user", $$"""{"username":"erin","email":"erin@example.org","password":"{{World.Password}}","roles":[4]}""")).Id;
        var erin = await hubs.Second.LogIn("erin", World.Password);
        Assert.Equal(200, (await erin.Get("organization")).Status);

        Assert.Equal(200, (await root.Post($"user/{user}/deactivate", "{}")).Status);

        Assert.Equal(401, (await erin.Get("organization")).Status);
        Assert.Equal(401, (await erin.At(hubs.First).Get("organization")).Status);
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
        await events.With("\"snapshot\"");

        var dora = await hubs.First.LogIn("dora", World.Password);
        await dora.Post(
            "task",
            $$"""{"image":"i","collaboration_id":{{collaboration}},"organizations":[{"id":{{organization}},"input":"e30="}]}""");

        await events.With("\"type\":\"run\"");
    }

    [Fact]
    public async Task Send_no_result_that_cannot_be_put_on_record_and_record_it_once_for_both()
    {
        var root = await hubs.First.LogIn("root", RunningHub.RootPassword);
        var organization = (await root.Post("organization", """{"name":"Recorded"}""")).Id;
        var collaboration = (await root.Post(
            "collaboration", $$"""{"name":"Recorded","organization_ids":[{{organization}}],"encrypted":false}""")).Id;
        var node = await hubs.First.LogIn((await root.Post(
            "node", $$"""{"collaboration_id":{{collaboration}},"organization_id":{{organization}}}""")).Text("api_key"));
        await root.Post(
            "user",
            $$"""{"username":"emma","email":"emma@example.org","password":"{{World.Password}}","organization_id":{{organization}},"roles":[5]}""");
        var emma = await hubs.First.LogIn("emma", World.Password);
        var task = (await emma.Post(
            "task", $$"""{"image":"i","collaboration_id":{{collaboration}},"organizations":[{"id":{{organization}},"input":"e30="}]}""")).Id;
        var run = (await node.Get($"run?task_id={task}")).Ids.Single();
        await node.Patch($"run/{run}", """{"status":"completed","result":"cmVzdWx0"}""");

        await hubs.Database.Query("""
            create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
            create trigger refuse before insert on log.events for each row when (new.name like 'reading.%') execute function refuse();
            """);
        foreach (var path in (string[])[$"result/{run}", $"run/{run}", $"task/{task}?include=results"])
        {
            var refused = await emma.Get(path);
            Assert.True(refused.Status >= 500, $"{path} was answered with {refused.Status}.");
            Assert.DoesNotContain("cmVzdWx0", refused.Body!.ToJsonString(), StringComparison.Ordinal);
        }

        await hubs.Database.Query("drop trigger refuse on log.events; drop function refuse;");
        var began = TimeProvider.System.GetUtcNow();
        var read = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => emma.At(i % 2 == 0 ? hubs.First : hubs.Second).Get($"result/{run}")));
        Assert.All(read, answer => Assert.Equal("cmVzdWx0", answer.Text("result")));
        Assert.Equal(
            (long)((DateTimeOffset[])[began, TimeProvider.System.GetUtcNow()]).Select(at => at.Hour).Distinct().Count(),
            await hubs.Database.Query($"select count(*) from log.events where stream like 'reading-{task}-%'"));
    }
}
