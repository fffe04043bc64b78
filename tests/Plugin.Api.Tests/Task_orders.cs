namespace Plugin.Api.Tests;

/// <summary>What an order is refused for, and what is told first when several things are wrong with it.</summary>
public sealed class Task_orders(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Are_checked_in_the_order_of_the_contract()
    {
        var other = await _world.Another("Orders elsewhere", _world.A, _world.B, _world.C);
        var study = (await _world.Root.Post(
            "study", $$"""{"name":"Orders study","collaboration_id":{{other}},"organization_ids":[{{_world.A}}]}""")).Id;

        // Everything is wrong with the first; each of the next has one thing less.
        await Refuses(400, "organizations", _world.Carol, """{"image":"i:1","collaboration_id":4711,"organizations":[]}""");
        await Refuses(404, "collaboration 4711", _world.Carol, Order(4711, _world.C, "%"));
        await Refuses(404, "study 4711", _world.Carol, Order(_world.Collaboration, _world.C, "%", 4711));
        await Refuses(400, "another collaboration", _world.Carol, Order(_world.Collaboration, _world.C, "%", study));
        await Refuses(400, "Not members", _world.Carol, Order(_world.Collaboration, _world.C, "%"));
        await Refuses(400, "Not part of the study", _world.Carol, Order(other, _world.B, "%", study));
        await Refuses(400, "Without a node", _world.Carol, Order(other, _world.A, "%", study));
        await Refuses(401, "rule", _world.Carol, Order(_world.Collaboration, _world.A, "%"));
        await Refuses(400, "not base64", _world.Alice, Order(_world.Collaboration, _world.A, "%"));
        Assert.Equal(201, (await _world.Alice.Post("task", Order(_world.Collaboration, _world.A, "e30="))).Status);
    }

    [Fact]
    public async Task Name_each_organization_once() => await Refuses(
        400, "at most once", _world.Alice,
        $$"""
        {"image":"i:1","collaboration_id":{{_world.Collaboration}},
        "organizations":[{"id":{{_world.A}},"input":"e30="},{"id":{{_world.A}},"input":"e30="}]}
        """);

    [Theory]
    [InlineData("e30=", 400)]
    [InlineData("a$b$c", 400)]
    [InlineData("QUJD$QUJDREVGR0hJSktMTU5PUA==$", 201)]
    [InlineData("QUJD$QUJDREVGR0hJSktMTU5PUA==$eA==", 201)]
    [InlineData("QUJD$QUJD$eA==", 400)]
    [InlineData("QUJD$QUJDREVGR0hJSktMTU5PUA==", 400)]
    [InlineData("QUJD$QUJDREVGR0hJSktMTU5PUA==$eA==$eA==", 400)]
    [InlineData("QU%D$QUJDREVGR0hJSktMTU5PUA==$eA==", 400)]
    public async Task In_an_encrypted_collaboration_have_the_three_parts_of_an_envelope(string input, int status)
    {
        var name = $"Orders of {input}";
        var made = await _world.Root.Post("collaboration", $$"""{"name":"{{name}}","organization_ids":[{{_world.A}}],"encrypted":true}""");
        await _world.Node(made.Id, _world.A);

        Assert.Equal(status, (await _world.Alice.Post("task", Order(made.Id, _world.A, input))).Status);
    }

    [Theory]
    [InlineData("AAH//g==", 201)]
    [InlineData("", 201)]
    [InlineData("e30", 400)]
    [InlineData("QUJD$QUJDREVGR0hJSktMTU5PUA==$eA==", 400)]
    public async Task In_an_open_collaboration_have_base64_of_whatever_bytes(string input, int status) =>
        Assert.Equal(status, (await _world.Alice.Post("task", Order(_world.Collaboration, _world.A, input))).Status);

    [Fact]
    public async Task Keep_the_databases_in_their_order_with_their_settings_as_text()
    {
        var task = await _world.Alice.Post(
            "task",
            $$"""
            {"image":"i:1","collaboration_id":{{_world.Collaboration}},"organizations":[{"id":{{_world.A}},"input":"e30="}],
            "databases":[{"label":"second","sheet_name":"S","arguments":{"a":1},"preprocessing":[{"function":"f"}]},{"label":"first"}]}
            """);

        Assert.Equal(
            """[{"label":"second","parameters":"{\"sheet_name\":\"S\",\"arguments\":{\"a\":1},\"preprocessing\":[{\"function\":\"f\"}]}"},{"label":"first","parameters":"{}"}]""",
            task["databases"].ToJsonString(Plugin.Contracts.WireJson.Options));
        Assert.Equal(("", ""), (task.Text("name"), task.Text("description")));
    }

    [Fact]
    public async Task Of_a_container_have_its_parent_s_image_job_and_user()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.B);
        await _world.NodeB.Patch($"run/{run}", """{"status":"active"}""");
        var container = hub.Anyone.With(
            (await _world.NodeB.Post("token/container", $$"""{"task_id":{{task}},"image":"algorithms:1"}""")).Text("container_token"));

        var child = await container.Post("task", _world.TaskFor(_world.A).Replace("algorithms:1", "registry.example/algorithms:1"));

        Assert.Equal(
            (201, "algorithms:1", task, task, _world.B, 2),
            (child.Status, child.Text("image"), (int)child["job_id"], (int)child["parent"]["id"]!, (int)child["init_org"]["id"]!, (int)child["init_user"]["id"]!));
        Assert.Equal(401, (await container.Post("task", _world.TaskFor(_world.A).Replace("algorithms:1", "other:1"))).Status);
        await _world.Root.Post("kill/task", $$"""{"id":{{task}}}""");
        Assert.Equal(401, (await container.Post("task", _world.TaskFor(_world.A))).Status);
    }

    private static string Order(int collaboration, int organization, string input, int? study = null) =>
        $$"""
        {"image":"i:1","collaboration_id":{{collaboration}}{{(study is null ? "" : $",\"study_id\":{study}")}},
        "organizations":[{"id":{{organization}},"input":"{{input}}"}]}
        """;

    private static async Task Refuses(int status, string word, Api caller, string order)
    {
        var answer = await caller.Post("task", order);
        Assert.Equal(status, answer.Status);
        Assert.Contains(word, answer.Text("msg"), StringComparison.Ordinal);
    }
}
