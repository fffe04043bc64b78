namespace Plugin.Api.Tests;

public sealed class Roles(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    private static string Body(string name, params int[] rules) =>
        $$"""{"name":"{{name}}","description":"Of {{name}}","rules":[{{string.Join(',', rules)}}]}""";

    private async Task<int> Made(string name, params int[] rules)
    {
        var made = await _world.Oscar.Post("role", Body(name, rules));
        Assert.Equal(201, made.Status);
        return made.Id;
    }

    [Fact]
    public async Task A_role_of_an_organization_has_the_shape_of_the_contract()
    {
        var id = await Made("Shaper", 3, 14);

        Assert.True(id > 7);
        Resource_shapes.Same(
            $$"""
            {"id":{{id}},"name":"Shaper","description":"Of Shaper","is_default_role":false,
            "organization":{"id":{{_world.A}},"link":"/api/organization/{{_world.A}}","methods":["GET","PATCH","DELETE"]},
            "rules":"/api/rule?role_id={{id}}","users":"/api/user?role_id={{id}}"}
            """,
            (await _world.Oscar.Get($"role/{id}")).Body);
        Assert.Equal([3, 14], (await _world.Oscar.Get($"rule?role_id={id}")).Ids);
    }

    [Fact]
    public async Task A_role_is_changed_as_the_Python_client_does_it()
    {
        var id = await Made("Changer", 3, 14);

        var changed = await _world.Oscar.Patch($"role/{id}", """{"name":null,"description":null,"rules":[3,21]}""");

        Assert.Equal((200, "Changer", "Of Changer"), (changed.Status, changed.Text("name"), changed.Text("description")));
        Assert.Equal([3, 21], (await _world.Oscar.Get($"rule?role_id={id}")).Ids);
        Assert.Equal("Anew", (await _world.Oscar.Patch($"role/{id}", """{"name":"Anew","description":"Said anew"}""")).Text("name"));
        Assert.Equal("Said anew", (await _world.Oscar.Get($"role/{id}")).Text("description"));
        var refused = await _world.Oscar.Patch($"role/{id}", """{"name":5}""");
        Assert.Equal((400, true), (refused.Status, refused.Text("msg").Length > 0));
        Assert.Equal(400, (await _world.Oscar.Patch($"role/{id}", $$"""{"organization_id":{{_world.A}}}""")).Status);
        Assert.Equal(404, (await _world.Oscar.Patch("role/4711", """{"name":"x"}""")).Status);
    }

    [Fact]
    public async Task Rules_come_and_go_one_by_one()
    {
        var id = await Made("Ruler", 3);

        var added = await _world.Oscar.Post($"role/{id}/rule/14", null);
        Assert.Equal(201, added.Status);
        Assert.Equal([3, 14], added.Body!.AsArray().Select(rule => (int)rule!["id"]!));
        var removed = await _world.Oscar.Delete($"role/{id}/rule/3");
        Assert.Equal(200, removed.Status);
        Assert.Equal([14], removed.Body!.AsArray().Select(rule => (int)rule!["id"]!));

        Assert.Equal(404, (await _world.Oscar.Delete($"role/{id}/rule/3")).Status);
        Assert.Equal(404, (await _world.Oscar.Post($"role/{id}/rule/87", null)).Status);
        Assert.Equal(401, (await _world.Oscar.Post($"role/{id}/rule/1", null)).Status);
    }

    [Fact]
    public async Task Nobody_puts_into_a_role_or_takes_out_what_they_do_not_hold()
    {
        var id = await Made("Escalator", 3);

        Assert.Equal(401, (await _world.Oscar.Post("role", Body("Mighty", 3, 26))).Status);
        Assert.Equal(401, (await _world.Oscar.Patch($"role/{id}", """{"rules":[26]}""")).Status);
        Assert.Equal(200, (await _world.Root.Patch($"role/{id}", """{"rules":[3,26]}""")).Status);
        Assert.Equal(401, (await _world.Oscar.Patch($"role/{id}", """{"rules":[3]}""")).Status);
        Assert.Equal(401, (await _world.Oscar.Delete($"role/{id}/rule/26")).Status);
        Assert.Equal([3, 26], (await _world.Root.Get($"rule?role_id={id}")).Ids);
    }

    [Theory]
    [InlineData("""{"name":"Root","rules":[]}""", 400)]
    [InlineData("""{"name":"node","rules":[]}""", 400)]
    [InlineData("""{"rules":[]}""", 400)]
    [InlineData("""{"name":"N"}""", 400)]
    [InlineData("""{"name":"N","rules":["x"]}""", 400)]
    [InlineData("""{"name":"N","rules":[],"is_default_role":true}""", 400)]
    [InlineData("""{"name":"N","rules":[87]}""", 404)]
    [InlineData("""{"name":"N","rules":[3],"organization_id":4711}""", 404)]
    public async Task A_role_that_cannot_be_is_refused(string body, int status)
    {
        var answer = await _world.Root.Post("role", body);

        Assert.Equal(status, answer.Status);
        Assert.NotEmpty(answer.Text("msg"));
    }

    [Fact]
    public async Task Default_roles_stay_as_they_are()
    {
        Assert.Equal(400, (await _world.Root.Patch("role/5", """{"name":"x"}""")).Status);
        Assert.Equal(400, (await _world.Root.Delete("role/5")).Status);
        Assert.Equal(400, (await _world.Root.Post("role/5/rule/1", null)).Status);
        Assert.Equal(400, (await _world.Root.Delete("role/5/rule/33")).Status);
    }

    [Fact]
    public async Task A_custom_role_gives_its_rules_at_once_and_takes_them_when_it_goes()
    {
        var id = await Made("Renamer", 6, 3);
        var dora = await _world.Person("dora", _world.A, id);
        var node = $"node/{_world.NodeAId}";
        Assert.Equal(200, (await dora.Patch(node, """{"ip":"10.0.0.9"}""")).Status);
        Assert.Equal(401, (await dora.Get("task")).Status);
        Assert.Equal([id], (await dora.Get("role")).Ids);

        Assert.Equal(200, (await _world.Oscar.Delete($"role/{id}/rule/6")).Status);
        Assert.Equal(401, (await dora.Patch(node, """{"ip":"10.0.0.8"}""")).Status);

        Assert.Equal(400, (await _world.Oscar.Delete($"role/{id}")).Status);
        Assert.Equal(400, (await _world.Oscar.Delete($"role/{id}?delete_dependents=False")).Status);
        Assert.Equal(200, (await _world.Oscar.Delete($"role/{id}?delete_dependents=True")).Status);
        Assert.Equal(404, (await _world.Oscar.Get($"role/{id}")).Status);
        Assert.Empty((await dora.Get("role")).Data);
        Assert.Equal(401, (await dora.Get(node)).Status);
    }

    [Fact]
    public async Task A_role_of_another_organization_is_not_given()
    {
        var id = await Made("Alpha's", 3);

        var refused = await _world.Root.Post(
            "user",
            $$"""{"username":"mixed","email":"mixed@example.org","password":"{{World.Password}}","organization_id":{{_world.B}},"roles":[{{id}}]}""");

        Assert.Equal(401, refused.Status);
    }

    [Fact]
    public async Task Lists_show_roles_as_far_as_one_may_see()
    {
        var ofA = await Made("Of A", 3);
        var ofC = (await _world.Root.Post(
            "role", $$"""{"name":"Of C","rules":[],"organization_id":{{_world.C}}}""")).Id;
        var admin = await _world.Person("roleadmin", _world.B, 7);

        Assert.Contains(ofC, (await _world.Root.Get("role?per_page=100")).Ids);
        var seen = (await admin.Get("role?per_page=100")).Ids;
        Assert.Contains(ofA, seen);
        Assert.DoesNotContain(ofC, seen);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], seen.Take(7));
        Assert.DoesNotContain(ofA, (await _world.Bob.Get("role?per_page=100")).Ids);
        Assert.Equal(401, (await _world.Bob.Get($"role/{ofA}")).Status);
        Assert.Equal(200, (await _world.Alice.Get($"role/{ofA}")).Status);
        Assert.Equal(401, (await _world.Bob.Patch($"role/{ofA}", """{"name":"Mine"}""")).Status);
        Assert.Equal(401, (await _world.Alice.Delete($"role/{ofA}")).Status);
    }

    [Fact]
    public async Task Lists_are_filtered()
    {
        var id = await Made("Filtered", 61);

        Assert.Equal([id], (await _world.Root.Get("role?name=Filt%25")).Ids);
        Assert.Equal([5, id], (await _world.Root.Get("role?name=filtered&name=researcher")).Ids);
        Assert.Equal([id], (await _world.Root.Get("role?description=of%20filtered")).Ids);
        Assert.Equal([1, 6, 7, id], (await _world.Root.Get($"role?rule_id=61")).Ids);
        Assert.Contains(id, (await _world.Root.Get($"role?organization_id={_world.A}&per_page=100")).Ids);
        Assert.DoesNotContain(1, (await _world.Root.Get($"role?organization_id={_world.A}&per_page=100")).Ids);
        Assert.Contains(1, (await _world.Root.Get($"role?organization_id={_world.A}&include_root=True&per_page=100")).Ids);
        Assert.Contains(id, (await _world.Root.Get("role?collaboration_id=1&per_page=100")).Ids);
        Assert.Equal([5], (await _world.Alice.Get("role?user_id=2")).Ids);
        Assert.Equal(401, (await _world.Bob.Get("role?user_id=2")).Status);
        Assert.Equal(401, (await _world.Bob.Get($"role?organization_id={_world.A}")).Status);
        Assert.Equal(404, (await _world.Root.Get("role?rule_id=87")).Status);
        Assert.Equal(400, (await _world.Root.Get("role?user_id=4711")).Status);
        Assert.Equal(["Viewer", "Root"], (await _world.Root.Get("role?sort=-name&name=root&name=viewer")).Data.Select(r => (string)r["name"]!));
    }

    [Fact]
    public async Task Whoever_has_no_rule_for_roles_sees_their_own()
    {
        var eve = await _world.Person("eve", _world.A);

        var roles = await eve.Get("role");

        Assert.Equal((200, 0), (roles.Status, roles.Data.Count));
    }
}
