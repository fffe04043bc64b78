namespace Plugin.Api.Tests;

public sealed class A_browser_session(RunningHub hub) : IClassFixture<RunningHub>
{
    private World World => hub.World;

    [Fact]
    public async Task Stands_for_the_user_and_is_kept_from_scripts_caches_and_other_sites()
    {
        var tab = new BrowserTab(hub.Anyone);
        var begun = await tab.SignIn("alice", World.Password);

        Assert.Equal(200, begun.Status);
        Assert.Matches(@"^plugin=\d+\.[\w-]{43}; path=/api; samesite=strict; httponly$", begun.Headers["Set-Cookie"]);
        Assert.Equal("no-store", begun.Headers["Cache-Control"]);
        var mine = await tab.Get("organization");
        var tokens = await World.Alice.Get("organization");
        Assert.Equal(tokens.Body!.ToJsonString(), mine.Body!.ToJsonString());
        Assert.Equal(("no-store", "nosniff"), (mine.Headers["Cache-Control"], mine.Headers["X-Content-Type-Options"]));
        Assert.Equal(403, (await tab.Post("station/session", "{}")).Status);
    }

    [Fact]
    public async Task Changes_nothing_without_the_header_that_only_the_page_knows()
    {
        var tab = await BrowserTab.SignedIn(hub.Anyone, "alice", World.Password);
        var other = await BrowserTab.SignedIn(hub.Anyone, "alice", World.Password);
        var csrf = tab.Csrf;
        foreach (var wrong in (string?[])[null, "", "x", other.Csrf])
        {
            tab.Csrf = wrong;
            var refused = await tab.Post("task", World.TaskFor(World.A));
            Assert.Equal(403, refused.Status);
            Assert.Equal(403, (await tab.Delete("session")).Status);
        }

        tab.Csrf = csrf;
        Assert.Equal(201, (await tab.Post("task", World.TaskFor(World.A))).Status);
        Assert.Equal(201, (await World.Alice.Post("task", World.TaskFor(World.A))).Status);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("Sec-Fetch-Site", "none", 200)]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Origin", "HUB", 200)]
    public async Task Is_of_use_to_the_hub_s_own_page_only(string header, string value, int status)
    {
        var origin = (header, value == "HUB" ? hub.Anyone.Address.GetLeftPart(UriPartial.Authority) : value);
        var tab = await BrowserTab.SignedIn(hub.Anyone, "alice", World.Password);

        Assert.Equal(status, (await tab.Get("organization", origin)).Status);
        Assert.Equal(status == 200 ? 201 : 403, (await tab.Post("task", World.TaskFor(World.A), origin)).Status);
        Assert.Equal(status, (await new BrowserTab(hub.Anyone).SignIn("alice", World.Password, null, origin)).Status);
        // A token is no browser's to send by itself.
        var token = await World.Alice.Send(HttpMethod.Get, "organization", null, origin);
        Assert.Equal(200, token.Status);
    }

    [Fact]
    public async Task Tells_the_page_who_is_signed_in_and_what_the_hub_can_do()
    {
        var nobody = await hub.Anyone.Get("session");
        var tab = await BrowserTab.SignedIn(hub.Anyone, "alice", World.Password);
        var somebody = await tab.Get("session");
        var byToken = await World.Alice.Get("session");

        Assert.Equal("""{"user":null,"csrf":null,"ends_at":null,"hub":{"name":"PLUGIN","version":"0.1.0","mail":false,"second_factor":false,"blobstream":false}}""",
            nobody.Body!.ToJsonString());
        Assert.Equal(("alice", "Hospital A", $"[{World.Collaboration}]"),
            ((string)somebody["user"]["username"]!, (string)somebody["user"]["organization_name"]!, somebody["user"]["collaborations"]!.ToJsonString()));
        Assert.Equal("""[{"id":5,"name":"Researcher"}]""", somebody["user"]["roles"]!.ToJsonString());
        Assert.Contains("""{"id":33,"name":"task","operation":"CREATE","scope":"COLLABORATION"}""", somebody["user"]["rules"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(tab.Csrf, somebody.Text("csrf"));
        Assert.Equal(somebody["user"].ToJsonString(), byToken["user"].ToJsonString());
        Assert.Null(byToken.Body!["csrf"]);
    }

    [Fact]
    public async Task Is_new_at_every_sign_in_whatever_the_browser_brought_along()
    {
        var tab = await BrowserTab.SignedIn(hub.Anyone, "alice", World.Password);
        var (planted, former) = (tab.Cookie, tab.At(hub.Anyone));

        Assert.Equal(200, (await tab.SignIn("bob", World.Password)).Status);

        Assert.NotEqual(planted, tab.Cookie);
        Assert.Equal("bob", (string)(await tab.Get("session"))["user"]["username"]!);
        var gone = await former.Get("organization");
        Assert.Equal((401, "ended"), (gone.Status, gone.Headers["X-Session"]));
    }

    [Fact]
    public async Task Ends_when_its_user_signs_out_and_takes_its_cookie_along()
    {
        var tab = await BrowserTab.SignedIn(hub.Anyone, "alice", World.Password);
        var copy = tab.At(hub.Anyone);

        var ended = await tab.Delete("session");

        Assert.Equal(204, ended.Status);
        Assert.Matches("^plugin=; expires=Thu, 01 Jan 1970", ended.Headers["Set-Cookie"]);
        Assert.Null(tab.Cookie);
        Assert.Equal(401, (await copy.Get("organization")).Status);
        Assert.Null((await hub.Anyone.Get("session")).Body!["user"]);
    }

    [Fact]
    public async Task Is_listed_and_ended_by_its_user_and_by_who_may_edit_them()
    {
        var dave = await World.Person("dave", World.A, 5);
        var id = (int)(await dave.Get("session"))["user"]["id"]!;
        var (first, second) = (await BrowserTab.SignedIn(hub.Anyone, "dave", World.Password), await BrowserTab.SignedIn(hub.Anyone, "dave", World.Password));

        var list = (await first.Get("session/all")).Body!.AsArray();
        Assert.Equal(2, list.Count);
        Assert.All(list, one => Assert.Equal("Firefox, Linux", (string)one!["agent"]!));
        var other = (string)list.Single(one => !(bool)one!["is_current"]!)!["id"]!;
        // Nothing in the list opens anything.
        Assert.DoesNotContain(second.Cookie!.Split('.')[1], list.ToJsonString(), StringComparison.Ordinal);

        Assert.Equal(403, (await World.Bob.Get($"session/all?user_id={id}")).Status);
        Assert.Equal(403, (await World.Bob.Delete($"session/all/{other}")).Status);
        Assert.Equal(403, (await World.Bob.Delete($"session/all?user_id={id}")).Status);
        Assert.Equal(2, (await World.Oscar.Get($"session/all?user_id={id}")).Body!.AsArray().Count);

        Assert.Equal(204, (await first.Delete($"session/all/{other}")).Status);
        Assert.Equal(404, (await first.Delete($"session/all/{other}")).Status);
        Assert.Equal((200, 401), ((await first.Get("organization")).Status, (await second.Get("organization")).Status));
        var recorded = (await World.Root.Get($"audit/streams/user-{id}/events"))["events"].AsArray()[^1]!;
        Assert.Equal(("user.session_ended/1", other), ((string)recorded["name"]!, (string)recorded["data"]!["session"]!));

        Assert.Equal(204, (await World.Oscar.Delete($"session/all?user_id={id}")).Status);
        Assert.Equal(401, (await first.Get("organization")).Status);
        var history = await World.Root.Get($"audit/streams/user-{id}/events");
        Assert.Contains("user.sessions_ended/1", history.Body!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_with_the_password_it_was_begun_with()
    {
        await World.Person("erin", World.A, 5);
        var (tab, other) = (await BrowserTab.SignedIn(hub.Anyone, "erin", World.Password), await BrowserTab.SignedIn(hub.Anyone, "erin", World.Password));
        var token = await hub.Anyone.LogIn("erin", World.Password);

        Assert.Equal(200, (await tab.Patch("password/change", $$"""{"current_password":"{{World.Password}}","new_password":"Another-password-2"}""")).Status);

        Assert.Equal((401, 401), ((await tab.Get("organization")).Status, (await other.Get("organization")).Status));
        Assert.Equal(200, (await token.Get("organization")).Status);
        Assert.Equal(200, (await tab.SignIn("erin", "Another-password-2")).Status);
    }

    [Theory]
    [InlineData("plugin=nonsense")]
    [InlineData("plugin=1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("plugin=1.")]
    [InlineData("plugin=99999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Is_not_made_up(string cookie)
    {
        var answer = await hub.Anyone.Send(HttpMethod.Get, "organization", null, ("Cookie", cookie));

        Assert.Equal((401, "ended"), (answer.Status, answer.Headers["X-Session"]));
    }

    [Fact]
    public async Task Is_one_of_twenty_at_most()
    {
        await World.Person("frank", World.A, 5);
        var tabs = new List<BrowserTab>();
        for (var i = 0; i < 21; i++)
        {
            tabs.Add(await BrowserTab.SignedIn(hub.Anyone, "frank", World.Password));
        }

        Assert.Equal(20, (await tabs[^1].Get("session/all")).Body!.AsArray().Count);
        Assert.Equal((401, 200), ((await tabs[0].Get("organization")).Status, (await tabs[1].Get("organization")).Status));
    }

    [Fact]
    public async Task Is_begun_by_a_good_request_only()
    {
        var bad = await hub.Anyone.Post("session", """{"username":"alice"}""");
        var wrong = await hub.Anyone.Post("session", """{"username":"alice","password":"wrong"}""");

        Assert.Equal((400, "body.invalid"), (bad.Status, bad.Text("code")));
        Assert.Equal((401, "login.wrong"), (wrong.Status, wrong.Text("code")));
        Assert.False(wrong.Headers.ContainsKey("Set-Cookie"));
    }
}
