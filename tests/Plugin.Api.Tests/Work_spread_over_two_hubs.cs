using System.Net.Http.Headers;

namespace Plugin.Api.Tests;

/// <summary>What one silo has taken, another one over the same PostgreSQL gives and goes on with.</summary>
public sealed class Work_spread_over_two_hubs(TwoHubs hubs) : IClassFixture<TwoHubs>
{
    [Fact]
    public async Task Is_one_piece_of_work()
    {
        var world = await World.Create(hubs.First);
        using var bytes = new ByteArrayContent("e30="u8.ToArray());
        bytes.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var uuid = (await world.Alice.Send(HttpMethod.Post, "blobstream", bytes)).Text("uuid");
        var order = world.TaskFor(world.A).Replace(World.Input, uuid);

        var posted = await Task.WhenAll(world.Alice.Post("task", order), world.Alice.At(hubs.Second).Post("task", order));

        // Posted twice at the same moment, the upload becomes the input of one of the two.
        Assert.Equal([201, 400], posted.Select(answer => answer.Status).Order());
        var task = posted.Single(answer => answer.Status == 201).Id;
        var run = (await world.Alice.Get($"run?task_id={task}")).Ids.Single();
        Assert.Equal("e30=", await world.Bob.At(hubs.Second).Read(HttpMethod.Get, $"blobstream/{uuid}"));

        await world.NodeA.Patch($"run/{run}", """{"status":"active"}""");
        Assert.Equal(201, (await world.NodeA.At(hubs.Second).Post("port", $$"""{"port":8888,"run_id":{{run}},"label":"com"}""")).Status);
        var container = hubs.First.With(
            (await world.NodeA.Post("token/container", $$"""{"task_id":{{task}},"image":"algorithms:1"}""")).Text("container_token"));
        Assert.Single((await container.Get("vpn/algorithm/addresses?only_self=1&include_children=1&label=com"))["addresses"].AsArray());
        Assert.Equal([run], (await world.Alice.Get($"run?task_id={task}&port=8888")).Ids);
        Assert.Equal(200, (await world.NodeA.Delete($"port?run_id={run}")).Status);
        Assert.Empty((await world.Alice.At(hubs.Second).Get($"run/{run}"))["ports"].AsArray());

        await World.Session(world.NodeA);
        Assert.Equal(200, (await world.Root.At(hubs.Second).Post("kill/node/tasks", $$"""{"id":{{world.NodeAId}}}""")).Status);
        Assert.Equal("killed by user", (await world.Alice.Get($"task/{task}/result")).Body!.AsArray().Single()!["status"]!.GetValue<string>());
    }
}
