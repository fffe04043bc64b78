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

            var item = (await Poll(hub, cursor)).First(polled => (string)polled!["type"]! != "checkpoint")!;

            Assert.Equal(("run", run), ((string)item["type"]!, (int?)item["run"]?["run_id"]));
            cursor = (string)item["cursor"]!;
        }

        using var feed = await elsewhere.Open($"station/feed?session={older}");
        using var events = new StreamReader(await feed.Content.ReadAsStreamAsync());
        Assert.Contains("\"snapshot\"", await events.ReadLineAsync(), StringComparison.Ordinal);

        var newer = await World.Session(world.NodeA);

        string? line;
        do
        {
            line = await events.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }
        while (line?.Contains("\"end\"", StringComparison.Ordinal) == false);
        Assert.Contains("session.fenced", line, StringComparison.Ordinal);
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
