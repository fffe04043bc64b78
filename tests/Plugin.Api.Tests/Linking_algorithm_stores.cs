using Microsoft.AspNetCore.Http;
using Plugin.Hub;

namespace Plugin.Api.Tests;

public sealed class Linking_algorithm_stores(StoreHub hub) : IClassFixture<StoreHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Introduces_the_hub_with_the_callers_token_and_gives_the_link_in_the_wires_shape()
    {
        await using var store = await StandInStore.Start();
        var collaboration = await _world.Another("Linked 1", _world.A);

        var made = await _world.Root.Post("algorithmstore", hub.Link(store.Url + "/", collaboration));

        Assert.Equal(201, made.Status);
        Assert.Equal(
            $$"""{"id":{{made.Id}},"name":"Community store","url":"{{store.Url}}","collaborations":"/api/collaboration?algorithm_store_id={{made.Id}}"}""",
            made.Body!.ToJsonString());
        Assert.Equal([hub.Url], store.Servers);
        Assert.Equal(
            [new StoreRequest("POST /api/vantage6-server", hub.Url, hub.Url, $"Bearer {_world.Root.Token}")], store.Requests);
        Assert.Equal([collaboration], (await _world.Root.Get($"collaboration?algorithm_store_id={made.Id}")).Ids);
    }

    [Fact]
    public async Task Takes_a_list_of_one_collaboration_as_the_Python_client_sends_it()
    {
        await using var store = await StandInStore.Start();
        var collaboration = await _world.Another("Linked 2", _world.A);

        var made = await _world.Root.Post(
            "algorithmstore",
            $$"""{"name":"S","algorithm_store_url":"{{store.Url}}","server_url":"{{hub.Url}}","collaboration_id":[{{collaboration}}],"force":true}""");

        Assert.Equal(201, made.Status);
        Assert.Equal([made.Id], (await _world.Root.Get($"algorithmstore?collaboration_id={collaboration}&name=S")).Ids);
    }

    [Fact]
    public async Task Is_done_once_for_each_collaboration_and_a_link_for_all_takes_the_place_of_the_others()
    {
        await using var store = await StandInStore.Start();
        var collaboration = await _world.Another("Linked 3", _world.A);
        var one = await _world.Root.Post("algorithmstore", hub.Link(store.Url, collaboration));
        Assert.Equal(400, (await _world.Root.Post("algorithmstore", hub.Link(store.Url, collaboration))).Status);
        var other = await _world.Root.Post("algorithmstore", hub.Link(store.Url, _world.Collaboration));
        Assert.Equal(201, other.Status);

        var all = await _world.Root.Post("algorithmstore", hub.Link(store.Url, null));

        Assert.Equal(201, all.Status);
        Assert.Null(all.Body!["collaborations"]);
        Assert.Equal([all.Id], (await _world.Root.Get($"algorithmstore?url={store.Url}")).Ids);
        Assert.Equal(404, (await _world.Root.Get($"algorithmstore/{one.Id}")).Status);
        Assert.Equal(400, (await _world.Root.Post("algorithmstore", hub.Link(store.Url, collaboration))).Status);
        Assert.Equal(200, (await _world.Root.Delete($"algorithmstore/{all.Id}")).Status);
    }

    [Fact]
    public async Task Is_done_once_however_many_ask_at_the_same_time()
    {
        await using var store = await StandInStore.Start();
        var collaboration = await _world.Another("Linked 11", _world.A);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => _world.Root.Post("algorithmstore", hub.Link(store.Url, collaboration))));

        Assert.Equal([201, 400, 400, 400, 400, 400, 400, 400], answers.Select(answer => answer.Status).Order());
        Assert.Single((await _world.Root.Get($"algorithmstore?url={store.Url}")).Ids);
    }

    [Fact]
    public async Task Is_answered_alike_when_it_is_repeated_with_its_key()
    {
        await using var store = await StandInStore.Start();
        var body = hub.Link(store.Url, await _world.Another("Linked 12", _world.A));

        var first = await _world.Root.Post("algorithmstore", body, ("Idempotency-Key", "link-12"));
        var second = await _world.Root.Post("algorithmstore", body, ("Idempotency-Key", "link-12"));

        Assert.Equal((201, first.Body!.ToJsonString()), (second.Status, second.Body!.ToJsonString()));
    }

    [Fact]
    public async Task Is_for_those_who_edit_the_collaboration_and_for_all_for_those_who_edit_any()
    {
        await using var store = await StandInStore.Start();
        var editor = await _world.Person("editor-of-links", _world.A, 7);
        var outsider = await _world.Another("Linked 4", _world.B);

        Assert.Equal(401, (await _world.Alice.Post("algorithmstore", hub.Link(store.Url, _world.Collaboration))).Status);
        Assert.Equal(401, (await editor.Post("algorithmstore", hub.Link(store.Url, outsider))).Status);
        Assert.Equal(401, (await editor.Post("algorithmstore", hub.Link(store.Url, null))).Status);
        Assert.Equal(404, (await editor.Post("algorithmstore", hub.Link(store.Url, 4711))).Status);
        Assert.Empty(store.Requests);
        var made = await editor.Post("algorithmstore", hub.Link(store.Url, _world.Collaboration));
        Assert.Equal(201, made.Status);

        Assert.Equal(200, (await _world.Bob.Get($"algorithmstore/{made.Id}")).Status);
        Assert.Equal(401, (await _world.Carol.Get($"algorithmstore/{made.Id}")).Status);
        Assert.Equal(store.Url, (await _world.NodeA.Get($"algorithmstore/{made.Id}")).Text("url"));
        Assert.DoesNotContain(made.Id, (await _world.Carol.Get("algorithmstore?per_page=100")).Ids);
        Assert.Contains(made.Id, (await _world.Alice.Get("algorithmstore?per_page=100")).Ids);
        Assert.Equal(401, (await _world.Carol.Get($"algorithmstore?collaboration_id={_world.Collaboration}")).Status);
        Assert.Equal(404, (await _world.Root.Get("algorithmstore?collaboration_id=4711")).Status);
        Assert.Equal(401, (await editor.Patch($"algorithmstore/{made.Id}", """{"collaboration_id":null}""")).Status);
        Assert.Equal(401, (await _world.Alice.Patch($"algorithmstore/{made.Id}", """{"name":"Mine"}""")).Status);
        Assert.Equal(401, (await _world.Alice.Delete($"algorithmstore/{made.Id}")).Status);

        var second = await _world.Root.Post("algorithmstore", hub.Link(store.Url, outsider));
        Assert.Equal(201, second.Status);
        Assert.Equal(401, (await editor.Delete($"algorithmstore/{made.Id}")).Status);
        Assert.Equal(200, (await _world.Root.Delete($"algorithmstore/{made.Id}")).Status);
        Assert.Equal(404, (await _world.Root.Get($"algorithmstore/{second.Id}")).Status);
    }

    [Fact]
    public async Task Is_relayed_when_the_store_refuses_unless_everybody_may_look_at_it()
    {
        await using var store = await StandInStore.Start();
        store.AllowedServers = [];
        var collaboration = await _world.Another("Linked 5", _world.A);

        var refused = await _world.Root.Post("algorithmstore", hub.Link(store.Url, collaboration));
        Assert.Equal((403, true), (refused.Status, refused.Text("msg").Contains("not allowed to whitelist", StringComparison.Ordinal)));
        Assert.Empty((await _world.Root.Get($"algorithmstore?url={store.Url}")).Ids);

        store.AlgorithmView = "public";
        Assert.Equal(201, (await _world.Root.Post("algorithmstore", hub.Link(store.Url, collaboration))).Status);
    }

    [Fact]
    public async Task Needs_no_word_about_where_the_hub_is_when_its_operator_has_said_so()
    {
        await using var store = await StandInStore.Start();
        (store.AllowedServers, store.AlgorithmView) = ([], "public");
        await using var known = new StoreHub("https://hub.example.org/api");
        await known.InitializeAsync();

        var made = await known.World.Root.Post("algorithmstore", $$"""{"name":"S","algorithm_store_url":"{{store.Url}}","force":true}""");

        Assert.Equal(201, made.Status);
        Assert.All(store.Requests, request => Assert.Equal("https://hub.example.org/api", request.ServerUrl));
        Assert.Equal("https://hub.example.org/api", HubSettings.Of(["--data", "a", "--server-url", "https://hub.example.org/"]).ServerUrl);
    }

    [Fact]
    public async Task Is_fine_where_the_store_knows_the_hub_already()
    {
        await using var store = await StandInStore.Start();
        store.Whitelist(hub.Url);

        Assert.Equal(201, (await _world.Root.Post("algorithmstore", hub.Link(store.Url, await _world.Another("Linked 6", _world.A)))).Status);
    }

    [Fact]
    public async Task Fails_without_a_store_at_the_address()
    {
        var collaboration = await _world.Another("Linked 7", _world.A);
        await using var store = await StandInStore.Start();
        store.Instead["POST /api/vantage6-server"] = http =>
        {
            http.Response.Redirect("http://127.0.0.1:1/elsewhere");
            return Task.CompletedTask;
        };

        Assert.Equal(404, (await _world.Root.Post("algorithmstore", hub.Link(store.Url, collaboration))).Status);
        Assert.Equal(404, (await _world.Root.Post("algorithmstore", hub.Link("http://127.0.0.1:1/api", collaboration))).Status);
        store.Instead["POST /api/vantage6-server"] = http => http.Response.WriteAsync(new string('x', 2 * 1024 * 1024));
        Assert.Equal(404, (await _world.Root.Post("algorithmstore", hub.Link(store.Url, collaboration))).Status);
        Assert.Empty((await _world.Root.Get($"algorithmstore?url={store.Url}")).Ids);
    }

    [Fact]
    public async Task Fails_with_a_store_that_does_not_answer()
    {
        await using var store = await StandInStore.Start();
        await using var hasty = new StoreHub(null) { Patience = TimeSpan.FromMilliseconds(300) };
        await hasty.InitializeAsync();
        store.Instead["POST /api/vantage6-server"] = http => Task.Delay(Timeout.Infinite, http.RequestAborted);

        Assert.Equal(404, (await hasty.World.Root.Post("algorithmstore", hasty.Link(store.Url, hasty.World.Collaboration))).Status);
        Assert.Empty((await hasty.World.Root.Get($"algorithmstore?url={store.Url}")).Ids);
    }

    [Theory]
    [InlineData("""{"name":"S","algorithm_store_url":"http://127.0.0.1:1/api","server_url":"http://hub:8080/api"}""", "force")]
    [InlineData("""{"name":"S","algorithm_store_url":"http://127.0.0.1:1/api","force":true}""", "server_url")]
    [InlineData("""{"name":"S","algorithm_store_url":"http://store.example.org/api","server_url":"http://hub/api"}""", "--outbound-allow")]
    [InlineData("""{"name":"S","algorithm_store_url":"http://me:secret@127.0.0.1/api","server_url":"http://hub/api"}""", "algorithm_store_url")]
    [InlineData("""{"name":"S","algorithm_store_url":"file:///etc/passwd","server_url":"http://hub/api"}""", "algorithm_store_url")]
    [InlineData("""{"name":"S","algorithm_store_url":"store.example.org","server_url":"http://hub/api"}""", "algorithm_store_url")]
    [InlineData("""{"name":"S","algorithm_store_url":"http://127.0.0.1/api","server_url":"http://hub/api\r\nX: y"}""", "server_url")]
    [InlineData("""{"name":"","algorithm_store_url":"http://127.0.0.1/api"}""", "name")]
    [InlineData("""{"algorithm_store_url":"http://127.0.0.1/api"}""", "name")]
    [InlineData("""{"name":"S","algorithm_store_url":"http://127.0.0.1/api","collaboration_id":[1,2]}""", "collaboration_id")]
    [InlineData("""{"name":"S","algorithm_store_url":"http://127.0.0.1/api","api_key":"x"}""", "api_key")]
    public async Task Says_what_is_wrong(string body, string word)
    {
        var answer = await _world.Root.Post("algorithmstore", body);

        Assert.Equal(400, answer.Status);
        Assert.Contains(word, answer.Text("msg"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_be_changed_in_name_and_reach()
    {
        await using var store = await StandInStore.Start();
        var collaboration = await _world.Another("Linked 8", _world.A);
        var link = await _world.Root.Post("algorithmstore", hub.Link(store.Url, _world.Collaboration));

        Assert.Equal("Renamed", (await _world.Root.Patch($"algorithmstore/{link.Id}", """{"name":"Renamed"}""")).Text("name"));
        Assert.Equal(200, (await _world.Root.Patch($"algorithmstore/{link.Id}", $$"""{"collaboration_id":{{collaboration}}}""")).Status);
        Assert.Equal([collaboration], (await _world.Root.Get($"collaboration?algorithm_store_id={link.Id}")).Ids);
        var all = await _world.Root.Patch($"algorithmstore/{link.Id}", """{"collaboration_id":null}""");
        Assert.Equal((200, null), (all.Status, all.Body!["collaborations"]));
        Assert.Contains(link.Id, (await _world.Carol.Get("algorithmstore?per_page=100")).Ids);
        Assert.True((await _world.Root.Get($"collaboration?algorithm_store_id={link.Id}&per_page=100")).Ids.Count > 1);
        Assert.Equal(404, (await _world.Root.Patch($"algorithmstore/{link.Id}", """{"collaboration_id":4711}""")).Status);
        Assert.Equal(404, (await _world.Root.Patch("algorithmstore/4711", """{"name":"x"}""")).Status);
        Assert.Equal(200, (await _world.Root.Delete($"algorithmstore/{link.Id}")).Status);
    }

    [Fact]
    public async Task Ends_with_the_store_forgetting_this_hub_alone()
    {
        await using var store = await StandInStore.Start();
        store.Whitelist("https://another.example.org/api");
        var link = await _world.Root.Post("algorithmstore", hub.Link(store.Url, _world.Collaboration));

        Assert.Equal(200, (await _world.Root.Delete($"algorithmstore/{link.Id}?server_url={hub.Url}")).Status);

        Assert.Equal(["https://another.example.org/api"], store.Servers);
        Assert.Equal(404, (await _world.Root.Get($"algorithmstore/{link.Id}")).Status);
        Assert.Equal(404, (await _world.Root.Delete($"algorithmstore/{link.Id}")).Status);
        Assert.Equal(201, (await _world.Root.Post("algorithmstore", hub.Link(store.Url, _world.Collaboration))).Status);
    }

    [Fact]
    public async Task Ends_also_when_the_store_is_gone_or_never_knew_the_hub_but_not_against_its_word()
    {
        await using var store = await StandInStore.Start();
        var link = await _world.Root.Post("algorithmstore", hub.Link(store.Url, _world.Collaboration));
        store.Instead["GET /api/vantage6-server"] = http =>
        {
            http.Response.StatusCode = 401;
            return http.Response.WriteAsJsonAsync(new { msg = "Token is not valid" });
        };
        var refused = await _world.Root.Delete($"algorithmstore/{link.Id}");
        Assert.Equal((401, "The algorithm store answered: Token is not valid"), (refused.Status, refused.Text("msg")));
        store.Instead["GET /api/vantage6-server"] = http =>
        {
            http.Response.StatusCode = 403;
            return Task.CompletedTask;
        };
        Assert.Equal(200, (await _world.Root.Delete($"algorithmstore/{link.Id}")).Status);

        var gone = await StandInStore.Start();
        var dead = await _world.Root.Post("algorithmstore", hub.Link(gone.Url, _world.Collaboration));
        await gone.DisposeAsync();
        Assert.Equal(200, (await _world.Root.Delete($"algorithmstore/{dead.Id}")).Status);
    }

    [Fact]
    public async Task Ends_with_the_collaboration()
    {
        await using var store = await StandInStore.Start();
        var collaboration = await _world.Another("Linked 9", _world.A);
        var link = await _world.Root.Post("algorithmstore", hub.Link(store.Url, collaboration));

        Assert.Equal(200, (await _world.Root.Delete($"collaboration/{collaboration}")).Status);

        Assert.Equal(404, (await _world.Root.Get($"algorithmstore/{link.Id}")).Status);
        Assert.Equal(404, (await _world.Root.Get($"collaboration?algorithm_store_id={link.Id}")).Status);
    }

    [Fact]
    public async Task Is_on_record_without_any_token()
    {
        await using var store = await StandInStore.Start();
        var link = await _world.Root.Post("algorithmstore", hub.Link(store.Url, await _world.Another("Linked 10", _world.A)));

        var state = await _world.Root.Get($"audit/streams/algorithm_store-{link.Id}/state");

        Assert.Equal(200, state.Status);
        Assert.Contains(store.Url, state.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(_world.Root.Token!, state.Body!.ToJsonString(), StringComparison.Ordinal);
    }
}
