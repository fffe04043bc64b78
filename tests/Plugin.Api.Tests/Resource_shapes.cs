using System.Text.Json.Nodes;

namespace Plugin.Api.Tests;

/// <summary>Each resource exactly as the contract has it, with times replaced by <c>T</c>.</summary>
public sealed class Resource_shapes(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task An_organization() =>
        Same(
            $$"""
            {"id":{{_world.A}},"name":"Hospital A","domain":"","address1":"","address2":"","zipcode":"","country":"","public_key":"",
            "collaborations":"/api/collaboration?organization_id={{_world.A}}","nodes":"/api/node?organization_id={{_world.A}}",
            "users":"/api/user?organization_id={{_world.A}}","tasks":"/api/task?init_org_id={{_world.A}}",
            "runs":"/api/run?organization_id={{_world.A}}","studies":"/api/study?organization_id={{_world.A}}"}
            """,
            (await _world.Alice.Get($"organization/{_world.A}")).Body);

    [Fact]
    public async Task A_collaboration() =>
        Same(
            $$"""
            {"id":1,"name":"Study group","encrypted":false,"organizations":"/api/organization?collaboration_id=1",
            "nodes":"/api/node?collaboration_id=1","tasks":"/api/task?collaboration_id=1","studies":"/api/study?collaboration_id=1",
            "algorithm_stores":"/api/algorithmstore?collaboration_id=1"}
            """,
            (await _world.NodeA.Get("collaboration/1")).Body);

    [Fact]
    public async Task A_collaboration_with_its_organizations()
    {
        var included = (await _world.Alice.Get("collaboration?include=organizations")).Data.Single()["organizations"]!.AsArray();

        Assert.Equal(["Hospital A", "Hospital B"], included.Select(organization => (string)organization!["name"]!));
    }

    [Fact]
    public async Task A_user_who_never_asked_for_anything() =>
        Same(
            $$"""
            {"id":5,"type":"user","username":"carol","firstname":null,"lastname":null,"email":"carol@example.org","status":null,"ip":null,
            "last_seen":null,"organization":{"id":{{_world.C}},"link":"/api/organization/{{_world.C}}","methods":["GET","PATCH","DELETE"]},
            "roles":"/api/role?user_id=5","rules":"/api/rule?user_id=5","otp_secret":null,"last_email_failed_login_sent":null,
            "last_email_recover_password_sent":null,"is_active":true}
            """,
            (await _world.Root.Get("user?username=carol")).Data.Single());

    [Fact]
    public async Task A_node_without_its_key() =>
        Same(
            $$"""
            {"id":{{_world.NodeAId}},"type":"node","name":"Hospital A - Study group Node","status":null,"ip":null,"last_seen":null,
            "organization":{"id":{{_world.A}},"link":"/api/organization/{{_world.A}}","methods":["GET","PATCH","DELETE"]},
            "collaboration":{"id":1,"link":"/api/collaboration/1","methods":["GET","PATCH","DELETE"]},"config":[]}
            """,
            (await _world.NodeA.Get($"node/{_world.NodeAId}")).Body);

    [Fact]
    public async Task A_task_its_run_and_its_result()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.B);

        Same(
            $$"""
            {"id":{{task}},"name":"Ages","description":"How old they are","image":"algorithms:1","status":"pending","job_id":{{task}},
            "created_at":"T","finished_at":null,
            "collaboration":{"id":1,"link":"/api/collaboration/1","methods":["GET","PATCH","DELETE"]},"study":null,"parent":null,
            "init_org":{"id":{{_world.A}},"link":"/api/organization/{{_world.A}}","methods":["GET","PATCH","DELETE"]},
            "init_user":{"id":2,"link":"/api/user/2","methods":["GET","PATCH","DELETE"]},"algorithm_store":null,
            "databases":[{"label":"default","parameters":"{\"query\":\"select age\"}"}],
            "runs":"/api/run?task_id={{task}}","results":"/api/result?task_id={{task}}","children":"/api/task?parent_id={{task}}","complete":false,
            "progress":{"runs":1,"ended":0,"failed":0} }
            """,
            (await _world.Alice.Get($"task/{task}")).Body);
        Same(
            $$"""
            {"id":{{run}},"status":"pending","input":"eyJtZXRob2QiOiJzdW1tYXJ5In0=","log":null,"assigned_at":"T","started_at":null,
            "finished_at":null,"cleanup_at":null,"blob_storage_used":false,
            "organization":{"id":{{_world.B}},"link":"/api/organization/{{_world.B}}","methods":["GET","PATCH","DELETE"]},
            "task":{"id":{{task}},"link":"/api/task/{{task}}","methods":["GET","DELETE"]},
            "results":{"id":{{run}},"link":"/api/result/{{run}}","methods":["GET","PATCH"]},
            "node":{"id":{{_world.NodeAId + 1}},"name":"Hospital B - Study group Node","status":null,"ip":null},"ports":[]}
            """,
            (await _world.Alice.Get($"run/{run}")).Body);
        Same(
            $$"""
            {"id":{{run}},"result":null,"blob_storage_used":false,"cleanup_at":null,
            "run":{"id":{{run}},"link":"/api/run/{{run}}","methods":["GET","PATCH"]},
            "task":{"id":{{task}},"link":"/api/task/{{task}}","methods":["GET","DELETE"]} }
            """,
            (await _world.Alice.Get($"result/{run}")).Body);
    }

    [Fact]
    public async Task A_run_with_its_task_has_the_whole_task_but_not_its_runs()
    {
        var (task, _) = await _world.Ordered(_world.Alice, _world.B);

        var embedded = (await _world.NodeB.Get($"run?task_id={task}&task_id={task}&include=task")).Data.Single()["task"]!.AsObject();

        Assert.Equal("algorithms:1", (string)embedded["image"]!);
        Assert.False(embedded.ContainsKey("runs"));
        Assert.True(embedded.ContainsKey("parent"));
    }

    [Fact]
    public async Task A_role_and_a_rule()
    {
        Same(
            """
            {"id":5,"name":"Researcher","description":"Default role Researcher","is_default_role":true,"organization":null,
            "rules":"/api/rule?role_id=5","users":"/api/user?role_id=5"}
            """,
            (await _world.Root.Get("role/5")).Body);
        Same(
            """
            {"id":33,"name":"task","operation":"CREATE","scope":"COLLABORATION","description":"Create task at collaboration scope",
            "users":"/api/user?rule_id=33"}
            """,
            (await _world.Alice.Get("rule/33")).Body);
        Assert.Equal(86, (await _world.Alice.Get("rule?no_pagination=1")).Data.Count);
        Assert.Equal(17, (await _world.Alice.Get("rule?role_id=5&per_page=100")).Data.Count);
    }

    [Fact]
    public async Task A_page_tells_where_the_others_are()
    {
        for (var i = 0; i < 3; i++)
        {
            await _world.Ordered(_world.Bob, _world.B);
        }

        var page = await _world.Bob.Get("task?page=2&per_page=1&name=Ag%25");

        var total = int.Parse(page.Headers["total-count"]);
        Assert.True(total >= 3);
        Same(
            $$"""
            {"first":"/api/task?per_page=1&name=Ag%25&page=1","previous":"/api/task?per_page=1&name=Ag%25&page=1",
            "self":"/api/task?per_page=1&name=Ag%25&page=2","next":"/api/task?per_page=1&name=Ag%25&page=3",
            "last":"/api/task?per_page=1&name=Ag%25&page={{total}}"}
            """,
            page["links"]);
        Assert.StartsWith("</api/task?per_page=1&name=Ag%25&page=1>; rel=first,", page.Headers["Link"], StringComparison.Ordinal);
        Assert.Equal("total-count, Link", page.Headers["access-control-expose-headers"]);
        Assert.Null((await _world.Bob.Get($"task?page={total}&per_page=1"))["links"]["next"]);
    }

    [Fact]
    public async Task The_public_ones()
    {
        Assert.Equal("4.14.0", (await hub.Anyone.Get("version")).Text("version"));
        Same("""{"database":true}""", (await hub.Anyone.Get("health")).Body);
        Same("""{"blob_store_enabled":false}""", (await _world.NodeA.Get("blobstream/status")).Body);
    }

    internal static void Same(string expected, JsonNode? actual)
    {
        var copy = actual!.DeepClone();
        foreach (var name in (string[])["created_at", "assigned_at"])
        {
            if (copy is JsonObject o && o[name] is not null)
            {
                Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?$", (string)o[name]!);
                o[name] = "T";
            }
        }

        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), copy.ToJsonString());
    }
}
