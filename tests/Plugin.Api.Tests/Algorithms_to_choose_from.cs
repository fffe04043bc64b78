using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Plugin.Api.Tests;

public sealed class Algorithms_to_choose_from(StoreHub hub) : IClassFixture<StoreHub>
{
    // As a 4.14 store answers: allowed values are objects, conditions are ids.
    private const string Answered = """
        {"data":[{"id":1,"name":"Average","description":"Means","image":"registry.example.org/average:1.0","digest":"sha256:ab","status":"approved","code_url":"https://code.example.org",
        "functions":[{"id":1,"name":"central","display_name":"","description":"","type":"central","standalone":true,
        "databases":[{"id":1,"name":"Database","description":""}],
        "arguments":[
        {"id":7,"name":"kind","display_name":"Kind","description":"","type":"integer","allowed_values":[{"value":1},{"value":2}],"has_default_value":true,"default_value":"1",
        "conditional_on_id":null,"conditional_operator":null,"conditional_value":null,"is_frontend_only":true},
        {"id":8,"name":"cut","type":"float","allowed_values":[],"has_default_value":true,"default_value":null,"conditional_on_id":7,"conditional_operator":">=","conditional_value":"2","is_frontend_only":false}],
        "ui_visualizations":[{"id":1,"name":"T","description":"","type":"table","schema":{"location":["a"],"columns":["x"]}}]}]},
        {"id":2,"name":"Nameless image"}],"links":{}}
        """;

    private readonly World _world = hub.World;

    [Fact]
    public async Task Are_those_of_the_stores_with_their_functions()
    {
        await using var store = await StandInStore.Start();
        store.Instead["GET /api/algorithm"] = http => http.Response.WriteAsync(Answered);
        var collaboration = await _world.Another("Choosing", _world.A);
        var link = (await _world.Root.Post("algorithmstore", hub.Link(store.Url, collaboration))).Id;

        var offered = await _world.Alice.Get($"algorithm?collaboration_id={collaboration}");

        Assert.Equal($$"""[{"id":{{link}},"name":"Community store","problem":null}]""", offered["stores"].ToJsonString());
        var average = ((JsonArray)offered["algorithms"]).Single(one => (string?)one!["name"] == "Average")!;
        Assert.Equal((link, "sha256:ab", "registry.example.org/average:1.0"), ((int)average["store_id"]!, (string)average["digest"]!, (string)average["image"]!));
        var function = average["functions"]![0]!;
        Assert.Equal("""[1,2]""", function["arguments"]![0]!["allowed_values"]!.ToJsonString());
        Assert.Equal(
            ("kind", ">=", "2", false),
            ((string)function["arguments"]![1]!["conditional_on"]!, (string)function["arguments"]![1]!["conditional_operator"]!,
                (string)function["arguments"]![1]!["conditional_value"]!, (bool)function["arguments"]![1]!["is_frontend_only"]!));
        Assert.Equal("""{"location":["a"],"columns":["x"]}""", function["ui_visualizations"]![0]!["schema"]!.ToJsonString());

        var asked = store.Requests.Count(request => request.Line.StartsWith("GET /api/algorithm?", StringComparison.Ordinal));
        Assert.Equal(200, (await _world.Alice.Get($"algorithm?collaboration_id={collaboration}")).Status);
        Assert.Equal(asked, store.Requests.Count(request => request.Line.StartsWith("GET /api/algorithm?", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Are_there_although_a_store_is_away()
    {
        var collaboration = await _world.Another("Choosing alone", _world.A);
        await using (var store = await StandInStore.Start())
        {
            Assert.Equal(201, (await _world.Root.Post("algorithmstore", hub.Link(store.Url, collaboration, "Gone"))).Status);
        }

        var offered = await _world.Alice.Get($"algorithm?collaboration_id={collaboration}");

        Assert.Equal("The algorithm store cannot be reached.", (string?)offered["stores"][0]!["problem"]);
        Assert.Equal("PLUGIN algorithms", (string?)((JsonArray)offered["algorithms"]).Single()!["name"]);
    }

    [Fact]
    public async Task Are_of_a_collaboration_that_one_may_see()
    {
        Assert.Equal(400, (await _world.Alice.Get("algorithm")).Status);
        Assert.Equal(404, (await _world.Alice.Get("algorithm?collaboration_id=4711")).Status);
        Assert.Equal(401, (await _world.Carol.Get($"algorithm?collaboration_id={_world.Collaboration}")).Status);
    }

    [Fact]
    public async Task Have_our_own_image_under_the_name_it_is_made_by()
    {
        var own = (await _world.Alice.Get($"algorithm?collaboration_id={_world.Collaboration}"))["algorithms"][0]!;

        Assert.Equal(
            $"plugin/algorithms:{typeof(HubApi).Assembly.GetName().Version!.ToString(3)}", (string?)own["image"]);
        Assert.Contains("central_kaplan_meier", own["functions"]!.AsArray().Select(function => (string)function!["name"]!));
    }
}
