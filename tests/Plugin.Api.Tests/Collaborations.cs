namespace Plugin.Api.Tests;

public sealed class Collaborations(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task A_collaboration_is_changed()
    {
        var id = await _world.Another("Changing", _world.A);

        var changed = await _world.Root.Patch(
            $"collaboration/{id}", $$"""{"name":"Changed","encrypted":"True","organization_ids":[{{_world.B}},{{_world.C}}]}""");

        Assert.Equal((200, "Changed", true), (changed.Status, changed.Text("name"), (bool)changed["encrypted"]));
        Assert.Equal([_world.B, _world.C], (await _world.Root.Get($"organization?collaboration_id={id}")).Ids);
        Assert.Equal(400, (await _world.Root.Patch($"collaboration/{id}", """{"name":"Study group"}""")).Status);
        Assert.Equal(200, (await _world.Root.Patch($"collaboration/{id}", """{"name":"CHANGED"}""")).Status);
        Assert.Equal(404, (await _world.Root.Patch("collaboration/4711", """{"name":"x"}""")).Status);
        await _world.Another("Changing", _world.A);
    }

    [Fact]
    public async Task Its_admins_change_it_and_members_one_by_one_but_not_all_at_once()
    {
        var id = await _world.Another("Administered", _world.A);
        var admin = await _world.Person("coladmin", _world.A, 7);

        Assert.Equal(200, (await admin.Patch($"collaboration/{id}", """{"name":"Administered well"}""")).Status);
        Assert.Equal(401, (await admin.Patch($"collaboration/{id}", $$"""{"organization_ids":[{{_world.A}},{{_world.B}}]}""")).Status);
        Assert.Equal(["Hospital A", "Hospital B"], (await admin.Post($"collaboration/{id}/organization", $$"""{"id":{{_world.B}}}""")).Names);
        Assert.Equal(["Hospital A"], (await admin.Delete($"collaboration/{id}/organization", $$"""{"id":{{_world.B}}}""")).Names);
        Assert.Equal(400, (await admin.Delete($"collaboration/{id}/organization", $$"""{"id":{{_world.B}}}""")).Status);
        Assert.Equal(401, (await admin.Delete($"collaboration/{id}")).Status);
        Assert.Equal(401, (await _world.Alice.Patch($"collaboration/{id}", """{"name":"Mine"}""")).Status);
        Assert.Equal(401, (await _world.Alice.Post($"collaboration/{id}/organization", $$"""{"id":{{_world.B}}}""")).Status);
    }

    [Fact]
    public async Task A_member_that_leaves_leaves_the_studies_too()
    {
        var id = await _world.Another("Left", _world.A, _world.B);
        var study = (await _world.Root.Post(
            "study", $$"""{"name":"Left study","collaboration_id":{{id}},"organization_ids":[{{_world.A}},{{_world.B}}]}""")).Id;

        Assert.Equal(200, (await _world.Root.Delete($"collaboration/{id}/organization", $$"""{"id":{{_world.B}}}""")).Status);

        Assert.Equal([_world.A], (await _world.Root.Get($"organization?study_id={study}")).Ids);
    }

    [Fact]
    public async Task A_member_with_a_node_is_told_to_remove_the_node_first()
    {
        var id = await _world.Another("With a node", _world.A, _world.B);
        var node = await _world.Node(id, _world.B);

        var refused = await _world.Root.Delete($"collaboration/{id}/organization", $$"""{"id":{{_world.B}}}""");
        Assert.Equal(400, refused.Status);
        Assert.Contains("node", refused.Text("msg"), StringComparison.Ordinal);

        Assert.Equal(200, (await _world.Root.Delete($"node/{node.Id}")).Status);
        Assert.Equal(200, (await _world.Root.Delete($"collaboration/{id}/organization", $$"""{"id":{{_world.B}}}""")).Status);
    }

    [Fact]
    public async Task A_collaboration_goes_alone_only_when_nothing_hangs_on_it()
    {
        var id = await _world.Another("Going", _world.A, _world.B);
        var node = await _world.Node(id, _world.A);
        var study = await _world.Root.Post("study", $$"""{"name":"Going study","collaboration_id":{{id}},"organization_ids":[{{_world.A}}]}""");
        var task = await _world.Alice.Post(
            "task", $$"""{"image":"i","collaboration_id":{{id}},"organizations":[{"id":{{_world.A}},"input":"e30="}]}""");
        Assert.Equal((201, 201), (study.Status, task.Status));

        Assert.Equal(400, (await _world.Root.Delete($"collaboration/{id}")).Status);
        Assert.Equal(400, (await _world.Root.Delete($"collaboration/{id}?delete_dependents=False")).Status);
        Assert.Equal(400, (await _world.Root.Delete($"collaboration/{id}?delete_dependents=perhaps")).Status);
        Assert.Equal(200, (await _world.Root.Get($"collaboration/{id}")).Status);

        Assert.Equal(200, (await _world.Root.Delete($"collaboration/{id}?delete_dependents=True")).Status);

        Assert.Equal(404, (await _world.Root.Get($"collaboration/{id}")).Status);
        Assert.Equal(404, (await _world.Root.Get($"node/{node.Id}")).Status);
        Assert.Equal(404, (await _world.Root.Get($"study/{study.Id}")).Status);
        Assert.Equal(404, (await _world.Root.Get($"task/{task.Id}")).Status);
        Assert.Equal(401, (await hub.Anyone.Post("token/node", $$"""{"api_key":"{{node.Text("api_key")}}"}""")).Status);
        // All of it in one append, by whom and with which right.
        var events = await _world.Root.Get($"audit/streams/collaboration-{id}/events");
        Assert.Equal("collaboration.retired/1", (string)events["events"].AsArray()[^1]!["name"]!);
        Assert.Equal(18, (int)events["events"].AsArray()[^1]!["metadata"]!["rule"]!);
        // Its name, and those of what went with it, are free again.
        var again = await _world.Another("Going", _world.A);
        Assert.Equal(201, (await _world.Root.Post(
            "study", $$"""{"name":"Going study","collaboration_id":{{again}},"organization_ids":[{{_world.A}}]}""")).Status);
        await _world.Node(again, _world.A);
    }

    [Fact]
    public async Task Many_tasks_go_with_their_collaboration()
    {
        var id = await _world.Another("Busy", _world.A);
        await _world.Node(id, _world.A);
        for (var i = 0; i < 60; i++)
        {
            Assert.Equal(201, (await _world.Alice.Post(
                "task", $$"""{"image":"i","collaboration_id":{{id}},"organizations":[{"id":{{_world.A}},"input":"e30="}]}""")).Status);
        }

        Assert.Equal(200, (await _world.Root.Delete($"collaboration/{id}?delete_dependents=true")).Status);

        Assert.Empty((await _world.Root.Get($"task?collaboration_id={id}")).Data);
    }

    [Theory]
    [InlineData("collaboration?algorithm_store_id=4711", 404)]
    [InlineData("collaboration?encrypted=maybe", 400)]
    [InlineData("collaboration?sort=secret", 400)]
    public async Task A_filter_that_names_nothing_is_refused(string path, int status) =>
        Assert.Equal(status, (await _world.Root.Get(path)).Status);

    [Fact]
    public async Task Lists_are_filtered()
    {
        var id = await _world.Another("Secret ward", _world.C);
        await _world.Root.Patch($"collaboration/{id}", """{"encrypted":true}""");

        Assert.Contains(id, (await _world.Root.Get("collaboration?encrypted=True&per_page=100")).Ids);
        Assert.DoesNotContain(id, (await _world.Root.Get("collaboration?encrypted=False&per_page=100")).Ids);
        Assert.Equal([id], (await _world.Root.Get("collaboration?name=secret%25")).Ids);
        Assert.Contains(id, (await _world.Root.Get($"collaboration?organization_id={_world.C}&per_page=100")).Ids);
        Assert.Equal(401, (await _world.Alice.Get($"collaboration?organization_id={_world.C}")).Status);
        Assert.Contains(id, (await _world.Carol.Get("collaboration?per_page=100")).Ids);
        Assert.DoesNotContain(id, (await _world.Alice.Get("collaboration?per_page=100")).Ids);
    }
}
