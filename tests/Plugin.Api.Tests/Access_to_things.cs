namespace Plugin.Api.Tests;

/// <summary>Who may what, in short: the whole table is tested with the domain.</summary>
public sealed class Access_to_things(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Theory]
    [InlineData("organization", """{"name":"New"}""")]
    [InlineData("collaboration", """{"name":"New","organization_ids":[1],"encrypted":false}""")]
    [InlineData("user", """{"username":"new","email":"new@example.org","password":"Some-password-1"}""")]
    public async Task A_researcher_creates_nothing_but_tasks(string path, string body) =>
        Assert.Equal(401, (await _world.Alice.Post(path, body)).Status);

    [Fact]
    public async Task Root_belongs_to_no_collaboration_and_orders_no_task() =>
        Assert.Equal(401, (await _world.Root.Post("task", _world.TaskFor(_world.A))).Status);

    [Fact]
    public async Task An_administrator_of_an_organization_orders_and_kills_no_task()
    {
        var (task, _) = await _world.Ordered(_world.Alice, _world.B);

        Assert.Equal(401, (await _world.Oscar.Post("task", _world.TaskFor(_world.A))).Status);
        Assert.Equal(401, (await _world.Oscar.Post("kill/task", $$"""{"id":{{task}}}""")).Status);
    }

    [Fact]
    public async Task Nobody_gives_what_they_do_not_have()
    {
        const string User = """{"username":"mighty","email":"mighty@example.org","password":"Some-password-1","roles":[1]}""";

        Assert.Equal(401, (await _world.Oscar.Post("user", User)).Status);
        Assert.Empty((await _world.Root.Get("user?username=mighty")).Data);
    }

    [Fact]
    public async Task A_stranger_sees_nothing_of_a_collaboration()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.B);

        Assert.Equal(401, (await _world.Carol.Get($"task/{task}")).Status);
        Assert.Equal(401, (await _world.Carol.Get($"run/{run}")).Status);
        Assert.Equal(401, (await _world.Carol.Get($"result/{run}")).Status);
        Assert.Equal(401, (await _world.Carol.Get("collaboration/1")).Status);
        Assert.Equal(401, (await _world.Carol.Get($"run?task_id={task}")).Status);
        Assert.Empty((await _world.Carol.Get("task")).Data);
        Assert.Equal(["Hospital C"], (await _world.Carol.Get("organization")).Data.Select(o => (string)o["name"]!));
        Assert.Equal(403, (await _world.Carol.Get($"audit/tasks/{task}/events")).Status);
    }

    [Fact]
    public async Task A_member_sees_the_tasks_of_the_collaboration()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.B);

        Assert.Contains(task, (await _world.Bob.Get("task?per_page=100")).Ids);
        Assert.Equal(200, (await _world.Bob.Get($"result/{run}")).Status);
        Assert.Equal(200, (await _world.Bob.Get($"audit/tasks/{task}/events")).Status);
    }

    [Fact]
    public async Task The_whole_log_is_for_global_rights()
    {
        Assert.Equal(403, (await _world.Alice.Get("audit/log")).Status);
        Assert.Equal(403, (await _world.Alice.Get("audit/streams/user-1/events")).Status);
        var log = await _world.Root.Get("audit/log?limit=2");

        Assert.Equal([1, 2], log["events"].AsArray().Select(e => (int)e!["position"]!));
        Assert.Equal(2, (int)log["next"]);
        Assert.Equal("organisation.created/1", (string)log["events"][0]!["name"]!);
        Assert.Equal("operator:bootstrap", (string)log["events"][0]!["metadata"]!["actor"]!);
        Assert.Matches("^[0-9a-f]{64}$", (string)log["events"][0]!["leaf"]!);
        Assert.Equal(404, (await _world.Root.Get("audit/streams/user-4711/events")).Status);
    }

    [Fact]
    public async Task The_wrong_kind_of_caller_is_a_403()
    {
        Assert.Equal(403, (await _world.NodeA.Post("organization", """{"name":"New"}""")).Status);
        Assert.Equal(403, (await _world.Alice.Post("station/session", "{}")).Status);
        Assert.Equal(403, (await _world.NodeA.Post("token/user/validate", null)).Status);
    }

    [Fact]
    public async Task A_node_changes_its_own_organization_only()
    {
        Assert.Equal(200, (await _world.NodeA.Patch($"organization/{_world.A}", """{"public_key":"cGVt"}""")).Status);
        Assert.Equal(401, (await _world.NodeA.Patch($"organization/{_world.B}", """{"public_key":"cGVt"}""")).Status);
        Assert.Equal("cGVt", (await _world.Bob.Get($"organization/{_world.A}")).Text("public_key"));
        Assert.Equal(200, (await _world.NodeA.Patch($"organization/{_world.A}", """{"public_key":""}""")).Status);
    }

    [Fact]
    public async Task The_event_names_who_and_by_which_rule()
    {
        var (task, _) = await _world.Ordered(_world.Alice, _world.B);

        var metadata = (await _world.Alice.Get($"audit/tasks/{task}/events"))["events"][0]!["metadata"]!;

        Assert.Equal("user:2", (string)metadata["actor"]!);
        Assert.Equal(33, (int)metadata["rule"]!);
    }

    [Fact]
    public async Task A_task_posted_twice_under_one_key_is_one_task()
    {
        var first = await _world.Alice.Post("task", _world.TaskFor(_world.B), ("Idempotency-Key", "k-1"));
        var again = await _world.Alice.Post("task", _world.TaskFor(_world.B), ("Idempotency-Key", "k-1"));
        var other = await _world.Bob.Post("task", _world.TaskFor(_world.B), ("Idempotency-Key", "k-1"));

        Assert.Equal((201, 201, 201), (first.Status, again.Status, other.Status));
        Assert.Equal(first.Body!.ToJsonString(), again.Body!.ToJsonString());
        Assert.NotEqual(first.Id, other.Id);
        Assert.Equal(400, (await _world.Alice.Post("task", _world.TaskFor(_world.B), ("Idempotency-Key", new string('k', 201)))).Status);
    }

    [Fact]
    public async Task A_node_that_names_its_users_takes_tasks_from_no_others()
    {
        var session = $$"""{"session":"session-choosy","version":"1","facts":[{"key":"allowed_orgs","value":"Hospital A"}]}""";
        Assert.Equal(200, (await _world.NodeB.Post("station/session", session)).Status);

        Assert.Equal(201, (await _world.Alice.Post("task", _world.TaskFor(_world.B))).Status);
        var refused = await _world.Bob.Post("task", _world.TaskFor(_world.B));

        Assert.Equal(400, refused.Status);
        Assert.Contains("takes no tasks from you", refused.Text("msg"), StringComparison.Ordinal);
        await World.Session(_world.NodeB);
    }

    [Fact]
    public async Task A_deleted_task_is_gone_from_the_lists_and_not_from_the_audit()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.B);

        Assert.Equal(200, (await _world.Alice.Delete($"task/{task}")).Status);

        Assert.Equal(404, (await _world.Alice.Get($"task/{task}")).Status);
        Assert.Equal(404, (await _world.Alice.Get($"run/{run}")).Status);
        Assert.Equal("task.retired/1", (string)(await _world.Alice.Get($"audit/tasks/{task}/events"))["events"].AsArray()
            .Last(e => (string)e!["stream"]! == $"task-{task}")!["name"]!);
    }
}
