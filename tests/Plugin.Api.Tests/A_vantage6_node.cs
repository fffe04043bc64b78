namespace Plugin.Api.Tests;

/// <summary>A node that only knows <c>PATCH run</c>: the same commands, no second path.</summary>
public sealed class A_vantage6_node(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Works_a_run_off()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        Assert.Contains(run, (await _world.NodeA.Get($"run?state=open&node_id={_world.NodeAId}&include=task&per_page=100")).Ids);

        var taken = await _world.NodeA.Patch($"run/{run}", """{"started_at":"2026-03-03T10:00:00Z"}""");
        var token = await _world.NodeA.Post("token/container", $$"""{"task_id":{{task}},"image":"algorithms:1"}""");
        await _world.NodeA.Patch($"run/{run}", """{"status":"active"}""");
        var ended = await _world.NodeA.Patch(
            $"run/{run}", """{"result":"e30=","log":"done","status":"completed","finished_at":"2026-03-03T10:00:01.000001+00:00"}""");

        Assert.Equal((200, 200, 200), (taken.Status, token.Status, ended.Status));
        Assert.Equal(("completed", "done"), (ended.Text("status"), ended.Text("log")));
        Assert.Equal("e30=", (await _world.Alice.Get($"result/{run}")).Text("result"));
        Assert.Equal(400, (await _world.NodeA.Patch($"run/{run}", """{"status":"killed by user"}""")).Status);
        Assert.DoesNotContain(run, (await _world.NodeA.Get($"run?state=open&node_id={_world.NodeAId}&per_page=100")).Ids);
    }

    [Fact]
    public async Task Gets_a_container_token_for_the_exact_image_only()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        await _world.NodeA.Patch($"run/{run}", """{"started_at":"2026-03-03T10:00:00"}""");

        var token = await _world.NodeA.Post("token/container", $$"""{"task_id":{{task}},"image":"algorithms:1"}""");

        Assert.Equal(200, (await hub.Anyone.With(token.Text("container_token")).Get($"task/{task}")).Status);
        Assert.Equal(401, (await _world.NodeA.Post("token/container", $$"""{"task_id":{{task}},"image":"algorithms"}""")).Status);
        Assert.Equal(401, (await _world.NodeB.Post("token/container", $$"""{"task_id":{{task}},"image":"algorithms:1"}""")).Status);
        Assert.Equal(400, (await _world.NodeA.Post("token/container", """{"task_id":4711,"image":"algorithms:1"}""")).Status);
    }

    [Fact]
    public async Task Takes_a_run_by_asking_for_its_container_s_token()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);

        var token = await _world.NodeA.Post("token/container", $$"""{"task_id":{{task}},"image":"algorithms:1"}""");

        Assert.Equal(200, (await hub.Anyone.With(token.Text("container_token")).Get($"task/{task}")).Status);
        Assert.Contains(
            "run.claimed/1",
            (await _world.Root.Get($"audit/streams/run-{run}/events"))["events"].AsArray().Select(e => (string)e!["name"]!));
    }

    [Fact]
    public async Task Tells_the_outcome_first_and_the_log_when_it_has_it()
    {
        var (_, run) = await _world.Ordered(_world.Alice, _world.A);
        await _world.NodeA.Patch($"run/{run}", """{"started_at":"2026-03-03T10:00:00"}""");
        var failed = await _world.NodeA.Patch($"run/{run}", """{"status":"start failed"}""");
        Assert.Equal((200, false), (failed.Status, failed["finished_at"] is null));

        var told = await _world.NodeA.Patch(
            $"run/{run}", """{"result":"","log":"no room","status":"start failed","finished_at":"2026-03-03T10:00:01"}""");

        Assert.Equal((200, "start failed", "no room"), (told.Status, told.Text("status"), told.Text("log")));
        Assert.Equal(200, (await _world.NodeA.Patch($"run/{run}", """{"log":"another","status":"start failed"}""")).Status);
        Assert.Equal("no room", (await _world.Alice.Get($"run/{run}")).Text("log"));
        Assert.Equal(400, (await _world.NodeA.Patch($"run/{run}", """{"status":"completed","result":"e30="}""")).Status);
    }

    [Fact]
    public async Task Touches_no_run_of_another_node()
    {
        var (_, run) = await _world.Ordered(_world.Alice, _world.B);

        Assert.Equal(401, (await _world.NodeA.Patch($"run/{run}", """{"status":"active"}""")).Status);
        Assert.Equal(404, (await _world.NodeA.Patch("run/4711", """{"status":"active"}""")).Status);
        Assert.Equal(400, (await _world.NodeB.Patch($"run/{run}", """{"status":"dancing"}""")).Status);
    }
}
