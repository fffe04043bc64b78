using System.Text;

namespace Plugin.Api.Tests;

/// <summary>What every route has in common, whatever its resource.</summary>
public sealed class The_wire(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Robots_are_told_to_stay_away() =>
        Assert.Equal("User-agent: *\nDisallow: /\n", await hub.Anyone.Read(HttpMethod.Get, "/robots.txt"));

    [Theory]
    [InlineData("organization")]
    [InlineData("study")]
    [InlineData("role/5")]
    [InlineData("/robots.txt")]
    public async Task Head_is_get_without_a_body(string path)
    {
        var get = await _world.Root.Get(path);
        var head = await _world.Root.Send(HttpMethod.Head, path, null);

        Assert.Equal((200, get.Type), (head.Status, head.Type));
        Assert.Null(head.Body);
        Assert.Equal(get.Headers.GetValueOrDefault("total-count"), head.Headers.GetValueOrDefault("total-count"));
    }

    [Fact]
    public async Task A_browser_s_check_is_answered_for_any_origin_without_credentials()
    {
        var answer = await hub.Anyone.Send(
            HttpMethod.Options, "organization", null, ("Origin", "https://ui.example"), ("Access-Control-Request-Method", "PATCH"),
            ("Access-Control-Request-Headers", "authorization,content-type"));

        Assert.Equal(204, answer.Status);
        Assert.Equal("*", answer.Headers["Access-Control-Allow-Origin"]);
        Assert.Contains("authorization", answer.Headers["Access-Control-Allow-Headers"], StringComparison.OrdinalIgnoreCase);
        Assert.False(answer.Headers.ContainsKey("Access-Control-Allow-Credentials"));
        var simple = await hub.Anyone.Send(HttpMethod.Get, "version", null, ("Origin", "https://ui.example"));
        Assert.Equal(["total-count", "Link", "Content-Salt"], simple.Headers["Access-Control-Expose-Headers"].Split(',', StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task Options_without_an_origin_tell_the_methods() =>
        Assert.Equal(204, (await hub.Anyone.Send(HttpMethod.Options, "organization", null)).Status);

    [Fact]
    public async Task What_never_reaches_a_handler_has_both_keys_for_its_message()
    {
        using var text = new StringContent("{}", Encoding.UTF8, "text/plain");
        Answer[] answers =
        [
            await _world.Root.Send(HttpMethod.Put, "organization", null),
            await _world.Root.Send(HttpMethod.Post, "organization", text),
            await _world.Root.Post("organization", "{"),
        ];

        Assert.Equal([405, 415, 400], answers.Select(answer => answer.Status));
        Assert.All(answers, answer => Assert.Equal(answer.Text("msg"), answer.Text("message")));
        Assert.Null((await _world.Root.Post("organization", "{}")).Body!["message"]);
        Assert.Null((await _world.Root.Get("organization/4711")).Body!["message"]);
    }

    [Fact]
    public async Task Errors_of_a_body_come_all_at_once_and_by_field()
    {
        var answer = await _world.Root.Post("collaboration", """{"name":"12","encrypted":"perhaps","extra":1}""");

        Assert.Equal(400, answer.Status);
        Assert.Equal(
            ["encrypted", "extra", "name", "organization_ids"], answer["errors"].AsObject().Select(error => error.Key).Order());
        Assert.All(answer["errors"].AsObject(), error => Assert.NotEmpty(error.Value!.AsArray()));
    }

    [Fact]
    public async Task Numbers_and_booleans_may_come_as_text()
    {
        var made = await _world.Root.Post(
            "collaboration", $$"""{"name":"As text","encrypted":"True","organization_ids":["{{_world.A}}"]}""");

        Assert.Equal((200, true), (made.Status, (bool)made["encrypted"]));
        Assert.Equal([_world.A], (await _world.Root.Get($"organization?collaboration_id={made.Id}")).Ids);
    }

    [Fact]
    public async Task The_last_page_has_no_next_and_a_page_beyond_it_is_empty()
    {
        var last = await _world.Root.Get("rule?per_page=50&page=2");
        Assert.Equal(36, last.Data.Count);
        Assert.Null(last["links"]["next"]);
        Assert.Equal("/api/rule?per_page=50&page=2", (string)last["links"]["last"]!);

        var beyond = await _world.Root.Get("rule?per_page=50&page=9");
        Assert.Empty(beyond.Data);
        Assert.Equal("/api/rule?per_page=50&page=8", (string)beyond["links"]["previous"]!);
        Assert.Null(beyond["links"]["next"]);

        var none = await _world.Root.Get("study?name=nothing");
        Assert.Equal("0", none.Headers["total-count"]);
        Assert.Null(none["links"]["last"]);
        Assert.Equal("/api/study?name=nothing&page=1", (string)none["links"]["first"]!);
    }

    [Fact]
    public async Task A_page_without_per_page_has_ten_and_rules_come_all_when_asked()
    {
        Assert.Equal(10, (await _world.Root.Get("rule")).Data.Count);
        Assert.Equal(86, (await _world.Root.Get("rule?no_pagination=1")).Data.Count);
    }

    [Fact]
    public async Task Lists_are_sorted_by_several_keys()
    {
        Assert.Equal(
            ["Hospital C", "Hospital B", "Hospital A"],
            (await _world.Root.Get($"organization?ids={_world.A},{_world.B}&ids={_world.C}&sort=-name,id")).Data.Select(o => (string)o["name"]!));
        Assert.Equal([1, 7], (await _world.Root.Get("rule?name=node&scope=glo&sort=-operation&operation=v")).Ids.Concat(
            (await _world.Root.Get("rule?name=node&scope=GLOBAL&operation=CREATE")).Ids));
        Assert.Equal(400, (await _world.Root.Get("organization?sort=password")).Status);
    }
}
