namespace Plugin.Api.Tests;

/// <summary>What nodes tell of the ports of their containers, and whom of the same job these can reach.</summary>
public sealed class Ports_of_containers(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Are_shown_with_their_run_until_they_are_closed()
    {
        var (task, run) = await Active();

        var opened = await _world.NodeA.Post("port", $$"""{"port":8888,"run_id":{{run}},"label":null}""");

        Assert.Equal((201, $$"""{"id":{{opened.Id}},"port":8888,"label":null}"""), (opened.Status, opened.Body!.ToJsonString()));
        Assert.Equal(opened.Body.ToJsonString(), (await _world.Alice.Get($"run/{run}"))["ports"].AsArray().Single()!.ToJsonString());
        Assert.Equal([run], (await _world.Alice.Get($"run?task_id={task}&port=8888")).Ids);
        Assert.Empty((await _world.Alice.Get($"run?task_id={task}&port=8889")).Ids);
        Assert.Equal(200, (await _world.NodeA.Delete($"port?run_id={run}")).Status);
        Assert.Equal(200, (await _world.NodeA.Delete($"port?run_id={run}")).Status);
        Assert.Empty((await _world.Alice.Get($"run/{run}"))["ports"].AsArray());
        Assert.Equal(
            ["run.port_opened/1", "run.ports_closed/1"],
            (await _world.Root.Get($"audit/streams/run-{run}/events"))["events"].AsArray().Select(e => (string)e!["name"]!)
                .Where(name => name.Contains("port", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Are_told_by_the_node_of_the_run_only()
    {
        var (_, run) = await Active();

        Assert.Equal(401, (await _world.NodeB.Post("port", $$"""{"port":8888,"run_id":{{run}}}""")).Status);
        Assert.Equal(401, (await _world.NodeB.Delete($"port?run_id={run}")).Status);
        Assert.Equal(401, (await _world.NodeA.Post("port", """{"port":8888,"run_id":4711}""")).Status);
        Assert.Equal(400, (await _world.NodeA.Post("port", $$"""{"port":65536,"run_id":{{run}}}""")).Status);
        Assert.Equal(400, (await _world.NodeA.Post("port", $$"""{"port":1,"run_id":{{run}},"label":"{{new string('x', 129)}}"}""")).Status);
        Assert.Equal(400, (await _world.NodeA.Delete("port")).Status);
    }

    [Fact]
    public async Task Are_found_by_containers_of_the_same_job()
    {
        var (task, run) = await Active();
        var central = await Container(_world.NodeA, task);
        var child = await central.Post("task", _world.TaskFor(_world.A, _world.B));
        var runs = (await _world.Alice.Get($"run?task_id={child.Id}&sort=id")).Ids;
        await _world.NodeA.Patch($"run/{runs[0]}", """{"status":"active"}""");
        await _world.NodeB.Patch($"run/{runs[1]}", """{"status":"active"}""");
        await _world.NodeA.Patch($"node/{_world.NodeAId}", """{"ip":"10.76.0.3"}""");
        await _world.NodeA.Post("port", $$"""{"port":1,"run_id":{{run}},"label":"central"}""");
        await _world.NodeA.Post("port", $$"""{"port":2,"run_id":{{runs[0]}},"label":"com"}""");
        await _world.NodeB.Post("port", $$"""{"port":3,"run_id":{{runs[1]}},"label":"other"}""");
        var partial = await Container(_world.NodeA, child.Id);

        Assert.Equal([1], await Addresses(central, ""));
        Assert.Equal([1, 2, 3], await Addresses(central, "?include_children=1"));
        Assert.Equal([2, 3], await Addresses(central, "?only_children=1"));
        Assert.Equal([2], await Addresses(central, "?only_children=1&label=com"));
        Assert.Equal([2, 3], await Addresses(partial, "?only_parent=0"));
        Assert.Equal([1], await Addresses(partial, "?only_parent=1"));
        Assert.Equal([1, 2, 3], await Addresses(partial, "?include_parent=1"));
        Assert.Equal([3], await Addresses(partial, "?only_siblings=1"));
        Assert.Equal([2], await Addresses(partial, "?only_self=1"));
        Assert.Equal(400, (await partial.Get("vpn/algorithm/addresses?only_self=1&only_parent=1")).Status);
        Assert.Equal(
            $$"""[{"ip":"10.76.0.3","port":2,"label":"com","organization_id":{{_world.A}},"task_id":{{child.Id}},"parent_id":{{task}}}]""",
            (await partial.Get("vpn/algorithm/addresses?only_self=1"))["addresses"].ToJsonString());
    }

    [Fact]
    public async Task Need_a_network_that_this_hub_does_not_make()
    {
        Assert.Equal(501, (await _world.NodeA.Get("vpn")).Status);
        Assert.Equal(501, (await _world.NodeA.Post("vpn/update", """{"vpn_config":"x"}""")).Status);
    }

    private async Task<(int Task, int Run)> Active()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        Assert.Equal(200, (await _world.NodeA.Patch($"run/{run}", """{"status":"active"}""")).Status);
        return (task, run);
    }

    private async Task<Api> Container(Api node, int task) =>
        hub.Anyone.With((await node.Post("token/container", $$"""{"task_id":{{task}},"image":"algorithms:1"}""")).Text("container_token"));

    private static async Task<IReadOnlyList<int>> Addresses(Api container, string query) =>
        [.. (await container.Get($"vpn/algorithm/addresses{query}"))["addresses"].AsArray().Select(a => (int)a!["port"]!).Order()];
}
