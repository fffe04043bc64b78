namespace Plugin.Api.Tests;

public sealed class Nodes_changing(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task A_node_is_renamed_and_addressed()
    {
        var id = await _world.Another("Renaming", _world.C);
        var node = await _world.Node(id, _world.C);

        Assert.Equal("Ward 7", (await _world.Root.Patch($"node/{node.Id}", """{"name":"Ward 7"}""")).Text("name"));
        Assert.Equal("10.76.0.3", (await _world.Root.Patch($"node/{node.Id}", """{"ip":"10.76.0.3"}""")).Text("ip"));
        Assert.Equal([node.Id], (await _world.Root.Get("node?ip=10.76.0.3")).Ids);
        Assert.Null((await _world.Root.Patch($"node/{node.Id}", """{"clear_ip":true}""")).Body!["ip"]);
        Assert.Equal(400, (await _world.Root.Patch($"node/{node.Id}", """{"name":"Hospital A - Study group Node"}""")).Status);
    }

    [Theory]
    [InlineData("""{"ip":"1"}""")]
    [InlineData("""{"ip":"300.1.1.1"}""")]
    [InlineData("""{"ip":"hospital"}""")]
    [InlineData("""{"name":"7"}""")]
    [InlineData("""{"organization_id":1}""")]
    [InlineData("""{"collaboration_id":1}""")]
    [InlineData("""{"api_key":"x"}""")]
    public async Task What_a_node_cannot_be_is_refused(string body) =>
        Assert.Equal(400, (await _world.Root.Patch($"node/{_world.NodeAId}", body)).Status);

    [Fact]
    public async Task A_node_is_changed_by_itself_and_by_the_admin_of_its_organization()
    {
        Assert.Equal(200, (await _world.NodeA.Patch($"node/{_world.NodeAId}", """{"ip":"fd00::1"}""")).Status);
        Assert.Equal(200, (await _world.Oscar.Patch($"node/{_world.NodeAId}", """{"clear_ip":"true"}""")).Status);
        Assert.Equal(401, (await _world.NodeB.Patch($"node/{_world.NodeAId}", """{"ip":"10.0.0.1"}""")).Status);
        Assert.Equal(401, (await _world.Alice.Patch($"node/{_world.NodeAId}", """{"name":"Alice's"}""")).Status);
        Assert.Equal(401, (await _world.Alice.Delete($"node/{_world.NodeAId}")).Status);
        Assert.Equal(403, (await _world.NodeA.Delete($"node/{_world.NodeAId}")).Status);
        Assert.Equal(401, (await _world.Carol.Post("recover/node", $$"""{"id":{{_world.NodeAId}}}""")).Status);
    }

    [Fact]
    public async Task A_new_key_shuts_the_old_one_out_at_once()
    {
        var id = await _world.Another("Keys", _world.C);
        var node = await _world.Node(id, _world.C);
        var before = await hub.Anyone.LogIn(node.Text("api_key"));
        Assert.Equal(200, (await before.Get($"node/{node.Id}")).Status);

        var reset = await _world.Root.Post("recover/node", $$"""{"id":{{node.Id}}}""");

        Assert.Equal(200, reset.Status);
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", reset.Text("api_key"));
        Assert.Equal(401, (await before.Get($"node/{node.Id}")).Status);
        Assert.Equal(401, (await hub.Anyone.Post("token/node", $$"""{"api_key":"{{node.Text("api_key")}}"}""")).Status);
        var after = await hub.Anyone.LogIn(reset.Text("api_key"));
        Assert.Equal(200, (await after.Get($"node/{node.Id}")).Status);
        Assert.Equal(404, (await _world.Root.Post("recover/node", """{"id":4711}""")).Status);
    }

    [Fact]
    public async Task A_retired_node_is_gone_with_its_key_and_its_open_runs_have_failed()
    {
        var id = await _world.Another("Retiring", _world.A, _world.B);
        var (a, b) = (await _world.Node(id, _world.A), await _world.Node(id, _world.B));
        var agent = await hub.Anyone.LogIn(b.Text("api_key"));
        var task = await _world.Alice.Post(
            "task",
            $$"""
            {"image":"i","collaboration_id":{{id}},"organizations":[{"id":{{_world.A}},"input":"e30="},{"id":{{_world.B}},"input":"e30="}]}
            """);

        Assert.Equal(200, (await _world.Root.Delete($"node/{b.Id}")).Status);

        var runs = (await _world.Alice.Get($"run?task_id={task.Id}")).Data;
        Assert.All(runs, run => Assert.Equal("failed", (string)run["status"]!));
        Assert.Equal("failed", (await _world.Alice.Get($"task/{task.Id}/status")).Text("status"));
        Assert.Equal(401, (await agent.Get("run?state=open")).Status);
        Assert.Equal(404, (await _world.Root.Get($"node/{b.Id}")).Status);
        Assert.Equal([a.Id], (await _world.Root.Get($"node?collaboration_id={id}")).Ids);
        // The organization may have another node, by the same name.
        await _world.Node(id, _world.B);
    }

    [Fact]
    public async Task A_node_moves_to_another_collaboration_of_its_organization()
    {
        var (from, to) = (await _world.Another("From", _world.A), await _world.Another("To", _world.A, _world.C));
        var node = await _world.Node(from, _world.A);
        var task = await _world.Alice.Post(
            "task", $$"""{"image":"i","collaboration_id":{{from}},"organizations":[{"id":{{_world.A}},"input":"e30="}]}""");

        var moved = await _world.Root.Post($"collaboration/{to}/node", $$"""{"id":{{node.Id}}}""");

        Assert.Equal(201, moved.Status);
        Resource_shapes.Same(
            $$"""
            {"id":{{node.Id}},"name":"Hospital A - From Node","status":null,"ip":null,"last_seen":null,
            "organization":{"id":{{_world.A}},"link":"/api/organization/{{_world.A}}","methods":["GET","PATCH","DELETE"]} }
            """,
            moved.Body!.AsArray().Single());
        Assert.Equal("failed", (await _world.Alice.Get($"task/{task.Id}/status")).Text("status"));
        Assert.Equal(to, (int)(await (await hub.Anyone.LogIn(node.Text("api_key"))).Get($"node/{node.Id}"))["collaboration"]["id"]!);
        Assert.Equal(400, (await _world.Root.Post($"collaboration/{to}/node", $$"""{"id":{{node.Id}}}""")).Status);
        Assert.Equal(404, (await _world.Root.Post($"collaboration/{to}/node", """{"id":4711}""")).Status);
        var ofB = await _world.Another("Only B", _world.B);
        Assert.Equal(400, (await _world.Root.Post($"collaboration/{ofB}/node", $$"""{"id":{{node.Id}}}""")).Status);
    }

    [Fact]
    public async Task A_node_is_taken_out_and_put_back()
    {
        var id = await _world.Another("In and out", _world.A);
        var node = await _world.Node(id, _world.A);
        var agent = await hub.Anyone.LogIn(node.Text("api_key"));

        Assert.Equal(200, (await _world.Root.Delete($"collaboration/{id}/node", $$"""{"id":{{node.Id}}}""")).Status);
        Assert.Null((await _world.Root.Get($"node/{node.Id}")).Body!["collaboration"]);
        Assert.Equal(401, (await agent.Get($"node/{node.Id}")).Status);
        Assert.Equal(400, (await _world.Root.Delete($"collaboration/{id}/node", $$"""{"id":{{node.Id}}}""")).Status);

        Assert.Equal(201, (await _world.Root.Post($"collaboration/{id}/node", $$"""{"id":{{node.Id}}}""")).Status);
        Assert.Equal(200, (await agent.Get($"node/{node.Id}")).Status);
    }

    [Fact]
    public async Task Nobody_takes_a_node_out_of_a_collaboration_they_do_not_administer()
    {
        var admin = await _world.Person("thief", _world.C, 7);
        var own = await _world.Another("Own", _world.C, _world.A);

        Assert.Equal(401, (await admin.Post($"collaboration/{own}/node", $$"""{"id":{{_world.NodeAId}}}""")).Status);
        Assert.Equal(1, (int)(await _world.NodeA.Get($"node/{_world.NodeAId}"))["collaboration"]["id"]!);
    }
}
