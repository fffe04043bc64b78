namespace Plugin.Api.Tests;

/// <summary>
/// The contract's checklist for resources, in requests as the Python client sends them: every error is refreshed and repeated, flags are
/// spelled <c>True</c> and <c>False</c>, unset arguments come as null.
/// </summary>
public sealed class The_acceptance_checklist(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Organizations_collaborations_users_nodes_and_a_study_are_created_listed_and_paged()
    {
        var root = _world.Root;
        var (d, e) = (await _world.Hospital("Checklist D"), await _world.Hospital("Checklist E"));
        var open = await root.Post(
            "collaboration", $$"""{"name":"Checklist open","organization_ids":[{{d}},{{e}}],"encrypted":false}""");
        var encrypted = await root.Post(
            "collaboration", $$"""{"name":"Checklist encrypted","organization_ids":[{{d}}],"encrypted":true}""");
        Assert.Equal((200, false, 200, true), (open.Status, (bool)open["encrypted"], encrypted.Status, (bool)encrypted["encrypted"]));
        foreach (var role in (int[])[4, 5, 6, 7])
        {
            await _world.Person($"checklist{role}", d, role);
        }

        var node = await root.Post("node", $$"""{"collaboration_id":{{open.Id}},"organization_id":{{d}},"name":"Checklist node"}""");
        Assert.Equal(201, node.Status);
        Assert.Matches("^[0-9a-f-]{36}$", node.Text("api_key"));
        Assert.False((await root.Get($"node/{node.Id}")).Body!.AsObject().ContainsKey("api_key"));
        Assert.Equal(201, (await root.Post(
            "study", $$"""{"name":"Checklist study","collaboration_id":{{open.Id}},"organization_ids":[{{d}}]}""")).Status);

        Assert.Equal([d], (await root.Get("organization?name=Checklist%25&page=1&per_page=1")).Ids);
        Assert.Equal([e], (await root.Get("organization?name=Checklist%25&page=2&per_page=1")).Ids);
        Assert.Equal([open.Id, encrypted.Id], (await root.Get("collaboration?name=Checklist%25&page=1&per_page=10")).Ids);
        Assert.Equal([encrypted.Id], (await root.Get("collaboration?encrypted=True&name=Checklist%25")).Ids);
        Assert.Equal([node.Id], (await root.Get("node?name=Checklist%20node")).Ids);
        Assert.Single((await root.Get("study?name=Checklist%25&page=1&per_page=1")).Data);
        Assert.Equal([6], (await root.Get("role?name=Organization%20Admin")).Ids);
    }

    [Fact]
    public async Task A_collaboration_is_deleted_as_the_client_does_it_by_default_and_keeps_its_dependents()
    {
        var id = await _world.Another("Kept by default", _world.A);
        var node = await _world.Node(id, _world.A);

        Assert.Equal(400, (await _world.Root.Delete($"collaboration/{id}?delete_dependents=False")).Status);

        Assert.Equal(200, (await _world.Root.Get($"node/{node.Id}")).Status);
        Assert.Equal(200, (await _world.Root.Get($"collaboration/{id}")).Status);
    }

    [Fact]
    public async Task A_role_is_updated_with_rules_alone()
    {
        var role = await _world.Oscar.Post("role", """{"name":"Checklist role","description":"","rules":[3],"organization_id":null}""");

        Assert.Equal(200, (await _world.Oscar.Patch($"role/{role.Id}", """{"name":null,"description":null,"rules":[3,14]}""")).Status);

        Assert.Equal([3, 14], (await _world.Oscar.Get($"rule?role_id={role.Id}&no_pagination=1")).Ids);
    }

    [Fact]
    public async Task A_user_is_created_without_an_organization()
    {
        var made = await _world.Oscar.Post(
            "user",
            $$"""
            {"username":"checkuser","email":"checkuser@example.org","password":"{{World.Password}}","firstname":"C","lastname":"U",
            "organization_id":null,"roles":[4],"rules":[]}
            """);

        Assert.Equal((201, _world.A), (made.Status, (int)made["organization"]["id"]!));
    }

    [Theory]
    [InlineData("POST", "organization", """{"name":"Hospital A"}""", 400)]
    [InlineData("POST", "study", """{"name":"Nowhere","collaboration_id":4711,"organization_ids":[2]}""", 404)]
    [InlineData("POST", "collaboration", """{"name":"Half","organization_ids":[2]}""", 400)]
    [InlineData("POST", "role", """{"name":"Half","rules":[87]}""", 404)]
    [InlineData("POST", "node", """{"collaboration_id":1,"organization_id":2}""", 400)]
    [InlineData("GET", "study/4711", null, 404)]
    public async Task An_error_has_a_text_and_changes_nothing_although_it_comes_twice(string method, string path, string? body, int status)
    {
        var before = (int)(await _world.Root.Get("audit/log?limit=1"))["head"];
        for (var i = 0; i < 2; i++)
        {
            using var content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            var answer = await _world.Root.Send(new HttpMethod(method), path, content);

            Assert.Equal(status, answer.Status);
            Assert.Equal(System.Text.Json.JsonValueKind.String, answer["msg"].GetValueKind());
        }

        Assert.Equal(before, (int)(await _world.Root.Get("audit/log?limit=1"))["head"]);
    }
}
