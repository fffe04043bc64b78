using Plugin.Proofs;

namespace Plugin.Api.Tests;

public sealed class The_history(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Is_found_by_who_what_and_where_with_names_and_opened_text()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);

        var page = await _world.Root.Get($"audit/history?task={task}&kind=task.created&person=2&organization={_world.A}");

        var found = Assert.Single(page["events"].AsArray())!;
        Assert.Equal(($"task-{task}", "user:2", "Ages"), ((string)found["stream"]!, (string)found["actor"]!, (string)found["data"]!["name"]!));
        Assert.Equal(("alice", "Ages"), (Named(page, "user-2"), Named(page, $"task-{task}")));
        Assert.Equal([run], (await _world.Root.Get($"audit/history?run={run}"))["events"].AsArray().Select(e => int.Parse(((string)e!["stream"]!)[4..])));
        Assert.Null(page["next"]);
    }

    [Fact]
    public async Task Comes_in_pages()
    {
        var first = await _world.Root.Get("audit/history?limit=3");
        var second = await _world.Root.Get($"audit/history?limit=3&before={first["next"]}");

        Assert.Equal(
            Enumerable.Range(0, 6).Select(i => (long)first["events"][0]!["position"]! - i),
            first["events"].AsArray().Concat(second["events"].AsArray()).Select(e => (long)e!["position"]!));
    }

    [Fact]
    public async Task Has_the_bytes_that_the_proof_is_about()
    {
        await _world.Ordered(_world.Alice, _world.B);
        var page = await _world.Root.Get("audit/history?limit=1");
        var (position, entry) = ((long)page["events"][0]!["position"]!, Convert.FromBase64String((string)page["events"][0]!["entry"]!));
        var checkpoint = Checkpoint.Parse(SignedNote.Parse(await _world.Root.Read(HttpMethod.Post, "audit/checkpoint")).Text);
        var proof = await _world.Root.Get($"audit/proofs/inclusion?position={position}&size={checkpoint.Size}");

        Assert.True(ProofCheck.Includes(
            MerkleTree.HashLeaf(entry), position - 1, checkpoint.Size,
            [.. proof["hashes"].AsArray().Select(hash => Convert.FromHexString((string)hash!))], checkpoint.Root.ToArray()));
    }

    [Fact]
    public async Task Of_a_task_is_replayed_with_what_each_event_changed()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        Assert.Equal(200, (await _world.NodeA.Patch($"run/{run}", """{"status":"completed","result":"e30="}""")).Status);
        Assert.Equal(200, (await _world.Alice.Get($"run/{run}")).Status);

        var replay = await _world.Root.Get($"audit/tasks/{task}/replay");

        var events = replay["events"].AsArray();
        Assert.Equal(
            ["reading.contents_read/1", "run.claimed/1", "run.created/1", "run.ended/2", "task.created/2"],
            events.Select(e => (string)e!["name"]!).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(events.Select(e => (long)e!["position"]!).Order(), events.Select(e => (long)e!["position"]!));
        Assert.Equal(
            """{"name":"state","before":"pending","after":"claimed"}""",
            events.Single(e => (string)e!["name"]! == "run.claimed/1")!["fields"]!.AsArray().Single(field => (string)field!["name"]! == "state")!.ToJsonString());
        Assert.Equal("alice", Named(replay, "user-2"));
        Assert.Equal(404, (await _world.Root.Get("audit/tasks/4711/replay")).Status);
    }

    [Fact]
    public async Task Has_its_checkpoints_the_largest_first()
    {
        await _world.Root.Read(HttpMethod.Post, "audit/checkpoint");
        await _world.Ordered(_world.Alice, _world.B);
        var newest = await _world.Root.Read(HttpMethod.Post, "audit/checkpoint");

        // As all proofs they are for everybody.
        var page = await _world.Alice.Get("audit/checkpoints?limit=1");
        var rest = await _world.Root.Get($"audit/checkpoints?before={page["next"]}&limit=200");

        Assert.Equal(newest.Split('\n')[1], page["checkpoints"][0]!["size"]!.ToString());
        Assert.StartsWith(SignedNote.Parse(newest).Text, (string)page["checkpoints"][0]!["note"]!, StringComparison.Ordinal);
        Assert.All(rest["checkpoints"].AsArray(), older => Assert.True((long)older!["size"]! < (long)page["next"]));
        Assert.Null(rest["next"]);
    }

    [Fact]
    public async Task Names_people_until_they_are_erased()
    {
        var made = await _world.Root.Post(
            "user",
            $$"""{"username":"carla","email":"carla@example.org","firstname":"Carla","lastname":"Jansen","password":"{{World.Password}}","organization_id":{{_world.A}}}""");
        var user = $"user-{made.Id}";
        Assert.Equal("Carla Jansen (carla)", await Name(user));

        Assert.Equal(200, (await _world.Root.Delete($"user/{made.Id}")).Status);
        Assert.Equal("Carla Jansen (carla)", await Name(user));

        Assert.InRange((await _world.Root.Post($"erasure/users/{made.Id}", "{}")).Status, 200, 204);
        Assert.Null(await Name(user));
        var events = (await _world.Root.Get($"audit/history?person={made.Id}"))["events"].AsArray();
        Assert.Null(events.Single(e => (string)e!["name"]! == "user.created/1")!["data"]!["user_name"]);

        async Task<string?> Name(string stream) => Named(await _world.Root.Get($"audit/names?of={stream}"), stream);
    }

    [Theory]
    [InlineData("audit/history?task=x")]
    [InlineData("audit/history?from=yesterday")]
    [InlineData("audit/history?limit=201")]
    [InlineData("audit/history?before=0")]
    [InlineData("audit/checkpoints?limit=0")]
    public async Task Refuses_a_question_that_is_none(string path) => Assert.Equal(400, (await _world.Root.Get(path)).Status);

    [Theory]
    [InlineData("audit/history")]
    [InlineData("audit/tasks/1/replay")]
    [InlineData("audit/names?of=user-1")]
    public async Task Is_for_auditors_only(string path)
    {
        Assert.Equal(403, (await _world.Alice.Get(path)).Status);
        Assert.Equal(403, (await _world.NodeA.Get(path)).Status);
    }

    private static string? Named(Answer answer, string stream) =>
        (string?)answer["names"].AsArray().Single(name => (string)name!["stream"]! == stream)!["name"];
}
