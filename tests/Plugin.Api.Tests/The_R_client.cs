namespace Plugin.Api.Tests;

/// <summary>What the R client of version 3 does and vantage6 4 no longer answers.</summary>
public sealed class The_R_client(RunningHub hub) : IClassFixture<RunningHub>
{
    private const string Agent = "libcurl/7.88.1 r-curl/5.0.2 httr/1.4.7";

    private readonly World _world = hub.World;

    [Fact]
    public async Task Follows_an_organization_to_its_collaborations_and_their_organizations()
    {
        var organization = await AsR(_world.Alice, $"organization/{_world.A}");
        var first = organization["collaborations"].AsArray()[0]!;
        var collaboration = await AsR(_world.Alice, ((string)first["link"]!)["/api/".Length..]);

        Assert.Equal((_world.Collaboration, "Study group"), ((int)first["id"]!, collaboration.Text("name")));
        Assert.Equal([_world.A, _world.B], collaboration["organizations"].AsArray().Select(o => (int)o!["id"]!));
        Assert.Equal("", (string)collaboration["organizations"][0]!["public_key"]!);
        Assert.Equal(System.Text.Json.JsonValueKind.False, collaboration["encrypted"].GetValueKind());
    }

    [Fact]
    public async Task Is_told_apart_from_those_who_want_the_path_of_a_list() =>
        Assert.Equal(
            $"/api/collaboration?organization_id={_world.A}", (string?)(await _world.Alice.Get($"organization/{_world.A}"))["collaborations"]);

    [Fact]
    public async Task Orders_with_binary_input_and_waits_until_the_task_is_complete()
    {
        var task = await _world.Alice.Post(
            "task",
            $$"""
            {"name":"","image":"algorithms:1","master":false,"collaboration_id":{{_world.Collaboration}},"description":"",
            "organizations":[{"id":{{_world.A}},"input":"WAoAAAADAAQCAg=="},{"id":{{_world.B}},"input":"WAoAAAADAAQCAg=="}]}
            """);
        Assert.Equal((201, false), (task.Status, (bool)task["complete"]));
        var runs = (await _world.Alice.Get($"run?task_id={task.Id}&sort=id")).Ids;

        await _world.NodeA.Patch($"run/{runs[0]}", """{"status":"active"}""");
        await _world.NodeB.Patch($"run/{runs[1]}", """{"status":"active"}""");
        await _world.NodeA.Patch($"run/{runs[0]}", """{"status":"crashed","log":"no such column"}""");
        Assert.False((bool)(await _world.Alice.Get($"task/{task.Id}"))["complete"]);
        await _world.NodeB.Patch($"run/{runs[1]}", """{"status":"completed","result":"e30=","log":"done"}""");

        Assert.True((bool)(await _world.Alice.Get($"task/{task.Id}"))["complete"]);
        var results = (await _world.Alice.Get($"task/{task.Id}/result")).Body!.AsArray();
        Assert.Equal(
            [(runs[0], "crashed", null, "no such column", _world.A), (runs[1], "completed", "e30=", "done", _world.B)],
            results.Select(r => ((int)r!["id"]!, (string)r["status"]!, (string?)r["result"], (string?)r["log"], (int)r["organization"]!["id"]!)));
        Assert.All(results, result => Assert.Equal(
            [
                "assigned_at", "blob_storage_used", "finished_at", "id", "log", "node", "organization", "result", "started_at", "status", "task",
            ],
            result!.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Gets_results_under_the_same_rules_as_everybody()
    {
        var (task, _) = await _world.Ordered(_world.Alice, _world.A);

        Assert.Equal(401, (await _world.Carol.Get($"task/{task}/result")).Status);
        Assert.Equal(403, (await _world.NodeA.Get($"task/{task}/result")).Status);
        Assert.Equal(404, (await _world.Alice.Get("task/4711/result")).Status);
        Assert.Null((await _world.Bob.Get($"task/{task}/result")).Body!.AsArray().Single()!["result"]);
    }

    [Fact]
    public async Task Keeps_its_first_refresh_token_for_ever()
    {
        var tokens = await hub.Anyone.Post("token/user", $$"""{"username":"alice","password":"{{World.Password}}"}""");
        var refresh = hub.Anyone.With(tokens.Text("refresh_token"));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await refresh.Post("token/refresh", null)).Status);
        }
    }

    private static Task<Answer> AsR(Api caller, string path) => caller.Send(HttpMethod.Get, path, null, ("User-Agent", Agent));
}
