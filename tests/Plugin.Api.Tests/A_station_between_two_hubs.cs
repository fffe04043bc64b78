using System.Text.Json.Nodes;

namespace Plugin.Api.Tests;

public sealed class A_station_between_two_hubs(TwoHubs hubs) : IClassFixture<TwoHubs>
{
    [Fact]
    public async Task Goes_on_with_its_long_polls_at_either_until_both_fence_it()
    {
        var world = await World.Create(hubs.First);
        var elsewhere = world.NodeA.At(hubs.Second);
        var older = await World.Session(elsewhere);
        var cursor = (string)(await Poll(hubs.Second, null))[0]!["cursor"]!;
        foreach (var hub in (Api[])[hubs.First, hubs.Second, hubs.First])
        {
            var task = await world.Alice.Post("task", world.TaskFor(world.A));
            var run = (await world.Alice.Get($"run?task_id={task.Id}")).Ids.Single();

            JsonNode? item;
            do
            {
                // Checkpoints come when they come, and an answer may hold nothing else.
                var items = await Poll(hub, cursor);
                item = items.FirstOrDefault(polled => (string)polled!["type"]! != "checkpoint");
                cursor = (string)(item ?? Assert.Single(items))!["cursor"]!;
            }
            while (item is null);

            Assert.Equal(("run", run), ((string)item["type"]!, (int?)item["run"]?["run_id"]));
        }

        using var feed = await elsewhere.Open($"station/feed?session={older}");
        using var events = new StreamReader(await feed.Content.ReadAsStreamAsync());
        await events.With("\"snapshot\"");

        var newer = await World.Session(world.NodeA);

        Assert.Contains("session.fenced", await events.With("\"end\""), StringComparison.Ordinal);
        foreach (var hub in (Api[])[hubs.First, hubs.Second])
        {
            var node = world.NodeA.At(hub);
            Assert.Equal("session.fenced", (await node.Post("station/heartbeat", $$"""{"session":"{{older}}","runs":[]}""")).Text("code"));
            Assert.Equal(200, (await node.Post("station/heartbeat", $$"""{"session":"{{newer}}","runs":[]}""")).Status);
        }

        async Task<JsonArray> Poll(Api hub, string? after) => (await world.NodeA.At(hub).Get(
            $"station/feed?session={older}&wait=20{(after is null ? "" : $"&after={after}")}")).Body!.AsArray();
    }
}
