namespace Plugin.Api.Tests;

/// <summary>
/// The contract's table of endpoints, without accounts and algorithm stores: each route exists, asks for a
/// token, and is for exactly the kinds of callers that the table names.
/// </summary>
public sealed class The_endpoint_table(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Theory]
    [InlineData("GET", "role", "U")]
    [InlineData("POST", "role", "U")]
    [InlineData("GET", "role/4711", "U")]
    [InlineData("PATCH", "role/4711", "U")]
    [InlineData("DELETE", "role/4711", "U")]
    [InlineData("POST", "role/4711/rule/1", "U")]
    [InlineData("DELETE", "role/4711/rule/1", "U")]
    [InlineData("GET", "rule", "U")]
    [InlineData("GET", "rule/1", "U")]
    [InlineData("GET", "organization", "U N C")]
    [InlineData("POST", "organization", "U")]
    [InlineData("GET", "organization/4711", "U N C")]
    [InlineData("PATCH", "organization/4711", "U N")]
    [InlineData("DELETE", "organization/4711", "U")]
    [InlineData("GET", "collaboration", "U N")]
    [InlineData("POST", "collaboration", "U")]
    [InlineData("GET", "collaboration/4711", "U N C")]
    [InlineData("PATCH", "collaboration/4711", "U")]
    [InlineData("DELETE", "collaboration/4711", "U")]
    [InlineData("POST", "collaboration/4711/organization", "U")]
    [InlineData("DELETE", "collaboration/4711/organization", "U")]
    [InlineData("POST", "collaboration/4711/node", "U")]
    [InlineData("DELETE", "collaboration/4711/node", "U")]
    [InlineData("GET", "study", "U N C")]
    [InlineData("POST", "study", "U")]
    [InlineData("GET", "study/4711", "U N C")]
    [InlineData("PATCH", "study/4711", "U")]
    [InlineData("DELETE", "study/4711", "U")]
    [InlineData("POST", "study/4711/organization", "U")]
    [InlineData("DELETE", "study/4711/organization", "U")]
    [InlineData("GET", "algorithmstore", "U")]
    [InlineData("POST", "algorithmstore", "U")]
    [InlineData("GET", "algorithmstore/4711", "U N")]
    [InlineData("PATCH", "algorithmstore/4711", "U")]
    [InlineData("DELETE", "algorithmstore/4711", "U")]
    [InlineData("GET", "node", "U N")]
    [InlineData("POST", "node", "U")]
    [InlineData("GET", "node/4711", "U N")]
    [InlineData("PATCH", "node/4711", "U N")]
    [InlineData("DELETE", "node/4711", "U")]
    [InlineData("POST", "recover/node", "U")]
    [InlineData("GET", "task", "U N C")]
    [InlineData("POST", "task", "U C")]
    [InlineData("GET", "task/4711", "U N C")]
    [InlineData("DELETE", "task/4711", "U")]
    [InlineData("GET", "task/4711/status", "U C")]
    [InlineData("GET", "task/4711/result", "U C")]
    [InlineData("GET", "run", "U N C")]
    [InlineData("GET", "run/4711", "U N C")]
    [InlineData("PATCH", "run/4711", "N")]
    [InlineData("GET", "result", "U N C")]
    [InlineData("GET", "result/4711", "U N C")]
    [InlineData("GET", "blobstream/status", "U N C")]
    [InlineData("POST", "blobstream", "U N C")]
    [InlineData("GET", "blobstream/4711", "U N C")]
    [InlineData("POST", "kill/task", "U")]
    [InlineData("POST", "kill/node/tasks", "U")]
    [InlineData("POST", "port", "N")]
    [InlineData("DELETE", "port", "N")]
    [InlineData("GET", "vpn", "N")]
    [InlineData("POST", "vpn/update", "N")]
    [InlineData("GET", "vpn/algorithm/addresses", "C")]
    [InlineData("POST", "column", "U")]
    public async Task Holds(string method, string path, string who)
    {
        var (task, _) = await _world.Ordered(_world.Alice, _world.A);
        var token = await _world.NodeA.Post("token/container", $$"""{"task_id":{{task}},"image":"algorithms:1"}""");
        var callers = new (string Kind, Api As)[]
        {
            ("U", _world.Root), ("N", _world.NodeA), ("C", hub.Anyone.With(token.Text("container_token"))),
        };

        foreach (var (kind, caller) in callers)
        {
            var answer = await Ask(caller, method, path);
            if (who.Contains(kind, StringComparison.Ordinal))
            {
                // Whatever comes of it (a list, nothing of that id, an empty body): the route took this caller.
                Assert.Contains(answer.Status, (int[])[200, 400, 404, 501]);
                Assert.Equal("application/json", answer.Type);
            }
            else
            {
                Assert.Equal((403, true), (answer.Status, answer.Text("msg").Length > 0));
            }
        }

        Assert.Equal(401, (await Ask(hub.Anyone, method, path)).Status);
    }

    private static Task<Answer> Ask(Api caller, string method, string path) =>
        caller.Send(new HttpMethod(method), path, method == "GET" ? null : new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));
}
