using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Plugin.Api.Tests;

public sealed class Tasks_from_a_store(StoreHub hub) : IClassFixture<StoreHub>
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Image = "registry.example.org/average:1.0";

    private readonly World _world = hub.World;

    private string Order(int store, string image = Image) => $$"""
        {"image":"{{image}}","collaboration_id":{{_world.Collaboration}},"store_id":{{store}},"server_url":"{{hub.Url.Replace("/api", "", StringComparison.Ordinal)}}",
        "organizations":[{"id":{{_world.A}},"input":"{{World.Input}}"}],"databases":[]}
        """;

    [Fact]
    public async Task Run_exactly_what_the_store_vouches_for_and_so_do_their_subtasks()
    {
        await using var store = await StandInStore.Start();
        store.Algorithms[Image] = Digest;
        var link = (await _world.Root.Post("algorithmstore", hub.Link(store.Url, _world.Collaboration))).Id;

        var task = await _world.Alice.Post("task", Order(link));

        Assert.Equal(201, task.Status);
        Assert.Equal($"{Image}@{Digest}", task.Text("image"));
        Assert.Equal(
            $$"""{"id":{{link}},"link":"/api/algorithmstore/{{link}}","methods":["GET","PATCH","DELETE"]}""",
            task["algorithm_store"].ToJsonString());
        Assert.Equal(
            new StoreRequest(
                $"GET /api/algorithm?image={Uri.EscapeDataString(Image)}", hub.Url, hub.Url, $"Bearer {_world.Alice.Token}"),
            store.Requests[^1]);
        Assert.Equal([task.Id], (await _world.Alice.Get($"task?store_id={link}")).Ids);

        var run = (await _world.Alice.Get($"run?task_id={task.Id}")).Ids.Single();
        var claim = await _world.NodeA.Post(
            $"station/runs/{run}/claim", $$"""{"session":"{{await World.Session(_world.NodeA)}}"}""");
        Assert.Equal(200, claim.Status);
        Assert.Equal(link, (int)claim["store_id"]);
        var token = claim.Text("run_token");
        Assert.Equal(link, (int)Subject(token)["store_id"]!);
        Assert.Equal(
            link, (int)Subject((await _world.NodeA.Post(
                "token/container", $$"""{"task_id":{{task.Id}},"image":"{{Image}}@{{Digest}}"}""")).Text("container_token"))["store_id"]!);

        Assert.Equal(204, (await _world.NodeA.Post($"station/runs/{run}/report", """{"attempt":1,"state":"active"}""")).Status);
        var asked = store.Requests.Count;
        var subtask = await hub.Anyone.With(token).Post("task", Order(4711, $"{Image}@{Digest}"));
        Assert.Equal((201, $"{Image}@{Digest}"), (subtask.Status, subtask.Text("image")));
        Assert.Equal(link, (int)subtask["algorithm_store"]["id"]!);
        Assert.Equal(asked, store.Requests.Count);

        Assert.Equal(200, (await _world.Root.Delete($"algorithmstore/{link}")).Status);
        Assert.Null((await _world.Alice.Get($"task/{task.Id}")).Body!["algorithm_store"]);
        Assert.Equal(400, (await _world.Alice.Get($"task?store_id={link}")).Status);
    }

    [Fact]
    public async Task Have_no_store_when_it_knows_no_digest()
    {
        await using var store = await StandInStore.Start();
        store.Algorithms[Image] = null;
        var link = (await _world.Root.Post("algorithmstore", hub.Link(store.Url, _world.Collaboration))).Id;

        var task = await _world.Alice.Post("task", Order(link));

        Assert.Equal((201, Image, null), (task.Status, task.Text("image"), task.Body!["algorithm_store"]));
    }

    [Fact]
    public async Task Are_not_ordered_from_a_store_that_is_unknown_or_anothers()
    {
        await using var store = await StandInStore.Start();
        store.Algorithms[Image] = Digest;
        var other = await _world.Another("Tasks 1", _world.A);
        var link = (await _world.Root.Post("algorithmstore", hub.Link(store.Url, other))).Id;
        var asked = store.Requests.Count;

        Assert.Equal(403, (await _world.Alice.Post("task", Order(link))).Status);
        Assert.Equal(400, (await _world.Alice.Post("task", Order(4711))).Status);
        Assert.Equal(asked, store.Requests.Count);

        Assert.Equal(200, (await _world.Root.Patch($"algorithmstore/{link}", """{"collaboration_id":null}""")).Status);
        Assert.Equal(201, (await _world.Alice.Post("task", Order(link))).Status);
    }

    [Fact]
    public async Task Are_not_ordered_when_the_store_does_not_give_the_image()
    {
        await using var store = await StandInStore.Start();
        var link = (await _world.Root.Post("algorithmstore", hub.Link(store.Url, _world.Collaboration))).Id;

        Assert.Equal(400, (await _world.Alice.Post("task", Order(link))).Status);

        foreach (var bad in new[]
        {
            "[]", "nonsense", "{}", """{"data":{}}""", """{"data":["x"]}""", """{"data":[{"image":"a b","digest":null}]}""",
            """{"data":[{"image":"x:1","digest":"sha256:../../x"}]}""", """{"data":[{"digest":"x"}]}""",
        })
        {
            store.Instead["GET /api/algorithm"] = http => http.Response.WriteAsync(bad);
            var answer = await _world.Alice.Post("task", Order(link));
            Assert.Equal((400, true), (answer.Status, answer.Text("msg").Length > 0));
        }

        store.Instead["GET /api/algorithm"] = http =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        Assert.Equal(400, (await _world.Alice.Post("task", Order(link))).Status);
        await store.DisposeAsync();
        Assert.Equal(400, (await _world.Alice.Post("task", Order(link))).Status);
        Assert.Empty((await _world.Alice.Get($"task?store_id={link}")).Ids);
    }

    [Fact]
    public async Task Are_ordered_by_those_alone_who_may_before_any_store_is_asked()
    {
        await using var store = await StandInStore.Start();
        store.Algorithms[Image] = Digest;
        var link = (await _world.Root.Post("algorithmstore", hub.Link(store.Url, _world.Collaboration))).Id;
        var asked = store.Requests.Count;

        Assert.Equal(401, (await _world.Oscar.Post("task", Order(link))).Status);
        Assert.Equal(asked, store.Requests.Count);
    }

    private static JsonNode Subject(string token)
    {
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        var json = Encoding.UTF8.GetString(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')));
        return JsonNode.Parse(json)!["sub"]!;
    }
}
