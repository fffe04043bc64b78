namespace Plugin.Api.Tests;

public sealed class Killing(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Everything_on_a_node_ends_its_runs_and_no_others()
    {
        var admin = await _world.Person("kill-admin", _world.A, 7);
        var task = (await _world.Alice.Post("task", _world.TaskFor(_world.A, _world.B))).Id;
        var (_, elsewhere) = await _world.Ordered(_world.Alice, _world.B);
        var runs = (await _world.Alice.Get($"run?task_id={task}&sort=id")).Ids;
        await _world.NodeA.Patch($"run/{runs[0]}", """{"status":"active"}""");
        await _world.NodeB.Patch($"run/{runs[1]}", """{"status":"active"}""");
        await World.Session(_world.NodeA);

        var killed = await admin.Post("kill/node/tasks", $$"""{"id":{{_world.NodeAId}}}""");

        Assert.Equal((200, true), (killed.Status, killed.Text("msg").Length > 0));
        Assert.Equal("killed by user", (await _world.Alice.Get($"run/{runs[0]}")).Text("status"));
        Assert.Equal("active", (await _world.Alice.Get($"run/{runs[1]}")).Text("status"));
        Assert.Equal("pending", (await _world.Alice.Get($"run/{elsewhere}")).Text("status"));
        Assert.Equal("killed by user", (await _world.Alice.Get($"task/{task}/status")).Text("status"));
        Assert.Equal(400, (await _world.NodeA.Patch($"run/{runs[0]}", """{"status":"killed by user"}""")).Status);
        Assert.Empty((await _world.NodeA.Get($"run?state=open&node_id={_world.NodeAId}")).Ids);
    }

    [Fact]
    public async Task On_a_node_is_for_its_own_administrators()
    {
        await World.Session(_world.NodeA);
        var body = $$"""{"id":{{_world.NodeAId}}}""";

        Assert.Equal(200, (await _world.Oscar.Post("kill/node/tasks", body)).Status);
        Assert.Equal(200, (await (await _world.Person("kill-partner", _world.B, 7)).Post("kill/node/tasks", body)).Status);
        Assert.Equal(401, (await (await _world.Person("kill-neighbour", _world.B, 6)).Post("kill/node/tasks", body)).Status);
        Assert.Equal(401, (await _world.Alice.Post("kill/node/tasks", body)).Status);
        Assert.Equal(401, (await (await _world.Person("kill-stranger", _world.C, 7)).Post("kill/node/tasks", body)).Status);
        Assert.Equal(404, (await _world.Root.Post("kill/node/tasks", """{"id":4711}""")).Status);
    }

    [Fact]
    public async Task On_a_node_needs_one_that_is_there()
    {
        var other = await _world.Another("Kill offline", _world.C);
        var node = await _world.Node(other, _world.C);

        Assert.Equal(400, (await _world.Root.Post("kill/node/tasks", $$"""{"id":{{node.Id}}}""")).Status);
    }

    [Fact]
    public async Task A_task_that_has_finished_is_too_late_whoever_asks()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        await _world.NodeA.Patch($"run/{run}", """{"status":"active"}""");
        await _world.NodeA.Patch($"run/{run}", """{"status":"completed","result":"e30="}""");

        Assert.Equal(400, (await _world.Carol.Post("kill/task", $$"""{"id":{{task}}}""")).Status);
        Assert.Equal(404, (await _world.Carol.Post("kill/task", """{"id":4711}""")).Status);
    }
}
