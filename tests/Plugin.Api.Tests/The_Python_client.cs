using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;
using Plugin.Testing.Vantage6;

namespace Plugin.Api.Tests;

/// <summary>The contract's checklist for tasks, by a client that does what the Python client is documented to do.</summary>
public sealed class The_Python_client(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Orders_waits_and_reads_what_came_of_it()
    {
        using var alice = await SignIn("alice");
        var study = (await _world.Root.Post(
            "study", $$"""{"name":"Python study","collaboration_id":{{_world.Collaboration}},"organization_ids":[{{_world.A}}]}""")).Id;

        var task = (int)(await alice.CreateTask(
            [_world.A], "by python", "algorithms:1", "", new JsonObject { ["method"] = "summary" }, study: study,
            databases: [new JsonObject { ["label"] = "default" }]))["id"]!;
        await Completes(task, "eyJhZ2UiOjYyfQ==");

        Assert.Equal(["""{"age":62}"""], await alice.WaitForResults(task, Eventually.Patience));
        Assert.Equal(["""{"method":"summary"}"""], await alice.Inputs(task));
        Assert.Equal(
            [task],
            Ids(await alice.Request(
                "GET", "task", null, ("study_id", study), ("name", null), ("is_user_created", 1), ("status", "completed"), ("include", "results"), ("page", 1), ("per_page", 20))));
        var included = await alice.Request("GET", $"task/{task}", null, ("include", "results"));
        Assert.Equal("eyJhZ2UiOjYyfQ==", (string)included["results"]![0]!["result"]!);
        Assert.False(string.IsNullOrEmpty((string)(await alice.Request("DELETE", $"task/{task}"))["msg"]!));
        Assert.DoesNotContain(alice.Exchanges, exchange => exchange.Status > 210);
    }

    [Theory]
    [InlineData("GET", "task/4711", null)]
    [InlineData("POST", "task", """{"image":"i:1","collaboration_id":4711,"organizations":[{"id":1,"input":"e30="}]}""")]
    [InlineData("POST", "task", """{"image":"i:1"}""")]
    [InlineData("POST", "kill/task", """{"id":4711}""")]
    [InlineData("POST", "kill/node/tasks", """{"id":"node"}""")]
    [InlineData("DELETE", "study/4711/organization", """{"id":1}""")]
    [InlineData("POST", "column", "[]")]
    public async Task Gets_a_text_for_an_error_after_two_requests_and_one_refresh(string method, string path, string? body)
    {
        using var alice = await SignIn("alice");
        var before = alice.Exchanges.Count;

        var answer = await alice.Request(method, path, body is null ? null : JsonNode.Parse(body));

        Assert.NotEqual("", (string)answer["msg"]!);
        var exchanges = alice.Exchanges.Skip(before).ToArray();
        Assert.Equal(3, exchanges.Length);
        Assert.Equal(exchanges[0], exchanges[2]);
        Assert.Equal(("POST", "/api/token/refresh", 200), (exchanges[1].Method, exchanges[1].Path, exchanges[1].Status));
    }

    [Fact]
    public async Task As_a_node_uploads_a_key_once_and_finds_it_byte_by_byte_the_same()
    {
        var organization = await _world.Hospital("Python keys");
        var made = await _world.Root.Post(
            "collaboration", $$"""{"name":"Python keys","organization_ids":[{{organization}}],"encrypted":true}""");
        using var key = RSA.Create(2048);
        using var node = new PythonClient(hub.Anyone.Address);
        await node.AuthenticateNode((await _world.Node(made.Id, organization)).Text("api_key"));

        Assert.True(await node.SetupEncryption(key.ExportRSAPrivateKeyPem()));
        Assert.False(await node.SetupEncryption(key.ExportRSAPrivateKeyPem()));

        Assert.Equal(organization, node.OrganizationId);
        Assert.Equal(
            Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem() + "\n")),
            (await _world.Root.Get($"organization/{organization}")).Text("public_key"));
    }

    [Fact]
    public async Task Writes_its_flags_and_lists_as_requests_does()
    {
        using var alice = await SignIn("alice");

        await alice.Request(
            "GET", "run", null, ("task_id", null), ("include", (string[])["task", "results"]), ("per_page", 1), ("flag", true), ("other", false));

        Assert.Equal("/api/run?include=task&include=results&per_page=1&flag=True&other=False", alice.Exchanges[^1].Path);
        Assert.Equal(200, alice.Exchanges[^1].Status);
    }

    private async Task<PythonClient> SignIn(string name)
    {
        var client = new PythonClient(hub.Anyone.Address);
        await client.Authenticate(name, World.Password);
        return client;
    }

    private async Task Completes(int task, string result)
    {
        var run = (await _world.Alice.Get($"run?task_id={task}")).Ids.Single();
        await _world.NodeA.Patch($"run/{run}", """{"status":"active"}""");
        Assert.Equal(200, (await _world.NodeA.Patch($"run/{run}", $$"""{"status":"completed","result":"{{result}}"}""")).Status);
    }

    private static IEnumerable<int> Ids(JsonNode list) => list["data"]!.AsArray().Select(item => (int)item!["id"]!);
}
