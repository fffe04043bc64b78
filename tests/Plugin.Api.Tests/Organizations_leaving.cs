namespace Plugin.Api.Tests;

public sealed class Organizations_leaving(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task An_organization_goes_alone_only_when_nothing_hangs_on_it()
    {
        var d = await _world.Hospital("Hospital D");
        var collaboration = await _world.Another("With D", _world.A, d);
        var node = await _world.Node(collaboration, d);
        var nodeA = await _world.Node(collaboration, _world.A);
        var dirk = await _world.Person("dirk", d, 5);
        var role = await _world.Root.Post("role", $$"""{"name":"Of D","rules":[],"organization_id":{{d}}}""");
        var study = await _world.Root.Post(
            "study", $$"""{"name":"Study of D","collaboration_id":{{collaboration}},"organization_ids":[{{_world.A}},{{d}}]}""");
        var own = await dirk.Post("task", Order(collaboration, _world.A));
        var others = await _world.Alice.Post("task", Order(collaboration, d));
        Assert.Equal((201, 201), (own.Status, others.Status));

        Assert.Equal(400, (await _world.Root.Delete($"organization/{d}")).Status);
        Assert.Equal(400, (await _world.Root.Delete($"organization/{d}?delete_dependents=False")).Status);
        Assert.Equal(200, (await dirk.Get("task")).Status);

        Assert.Equal(200, (await _world.Root.Delete($"organization/{d}?delete_dependents=True")).Status);

        Assert.Equal(404, (await _world.Root.Get($"organization/{d}")).Status);
        Assert.Equal(404, (await _world.Root.Get($"node/{node.Id}")).Status);
        Assert.Equal(404, (await _world.Root.Get($"role/{role.Id}")).Status);
        Assert.Equal(404, (await _world.Root.Get($"task/{own.Id}")).Status);
        Assert.Equal(401, (await dirk.Get("task")).Status);
        Assert.Empty((await _world.Root.Get("user?username=dirk")).Data);
        Assert.Equal([_world.A], (await _world.Root.Get($"organization?collaboration_id={collaboration}")).Ids);
        Assert.Equal([_world.A], (await _world.Root.Get($"organization?study_id={study.Id}")).Ids);
        Assert.Equal([nodeA.Id], (await _world.Root.Get($"node?collaboration_id={collaboration}")).Ids);
        // What others asked stays theirs, with an end.
        Assert.Equal("failed", (await _world.Alice.Get($"task/{others.Id}/status")).Text("status"));
        // All names are free again.
        Assert.NotEqual(d, await _world.Hospital("Hospital D"));
        await _world.Person("dirk", _world.A);
    }

    [Fact]
    public async Task Only_global_right_removes_one_and_never_one_s_own()
    {
        var d = await _world.Hospital("Hospital E");
        var admin = await _world.Person("orgadmin", _world.A, 7);

        Assert.Equal(401, (await admin.Delete($"organization/{d}")).Status);
        Assert.Equal(401, (await admin.Delete($"organization/{_world.A}")).Status);
        Assert.Equal(403, (await _world.NodeA.Delete($"organization/{d}")).Status);
        Assert.Equal(400, (await _world.Root.Delete("organization/1?delete_dependents=true")).Status);
        Assert.Equal(404, (await _world.Root.Delete("organization/4711")).Status);
        Assert.Equal(200, (await _world.Root.Delete($"organization/{d}")).Status);
    }

    [Fact]
    public async Task A_key_is_set_kept_byte_by_byte_and_cleared()
    {
        var f = await _world.Hospital("Hospital F");

        Assert.Equal("cGVtCg==", (await _world.Root.Patch($"organization/{f}", """{"public_key":"cGVtCg=="}""")).Text("public_key"));
        Assert.Equal("", (await _world.Root.Patch($"organization/{f}", """{"public_key":""}""")).Text("public_key"));
        var refused = await _world.Root.Patch($"organization/{f}", """{"public_key":"?","country":"Nederland"}""");
        Assert.Equal((400, "Not base64."), (refused.Status, (string)refused["errors"]["public_key"]![0]!));
        Assert.Equal("", (await _world.Root.Get($"organization/{f}")).Text("country"));
    }

    [Fact]
    public async Task A_name_may_change_its_case_and_comes_free_with_a_change()
    {
        var g = await _world.Hospital("Hospital G");

        Assert.Equal("HOSPITAL G", (await _world.Root.Patch($"organization/{g}", """{"name":"HOSPITAL G"}""")).Text("name"));
        Assert.Equal("HOSPITAL G", (await _world.Root.Patch($"organization/{g}", """{"name":"HOSPITAL G","country":"BE"}""")).Text("name"));
        Assert.Equal(400, (await _world.Root.Patch($"organization/{g}", """{"name":"hospital a"}""")).Status);
        Assert.Equal(200, (await _world.Root.Patch($"organization/{g}", """{"name":"Hospital H"}""")).Status);
        await _world.Hospital("Hospital G");
    }

    [Fact]
    public async Task One_that_has_computed_for_others_is_asked_for_twice()
    {
        var d = await _world.Hospital("Hospital I");
        var collaboration = await _world.Another("With I", _world.A, d);
        var node = await _world.Node(collaboration, d);
        var task = await _world.Alice.Post("task", Order(collaboration, d));
        await _world.Root.Delete($"node/{node.Id}");

        Assert.Equal(400, (await _world.Root.Delete($"organization/{d}")).Status);
        // A run that went with its task is no longer in the way.
        Assert.Equal(200, (await _world.Alice.Delete($"task/{task.Id}")).Status);
        Assert.Equal(200, (await _world.Root.Delete($"organization/{d}")).Status);
    }

    private static string Order(int collaboration, int organization) =>
        $$"""{"image":"i","collaboration_id":{{collaboration}},"organizations":[{"id":{{organization}},"input":"e30="}]}""";
}
