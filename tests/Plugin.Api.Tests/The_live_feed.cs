using Plugin.Api.Live;

namespace Plugin.Api.Tests;

public sealed class The_live_feed(RunningHub hub) : IClassFixture<RunningHub>
{
    private World World => hub.World;

    [Fact]
    public async Task Tells_of_a_task_and_its_runs_to_those_who_see_them_only()
    {
        await using var alice = await LiveFeed.Open(World.Alice);
        await using var carol = await LiveFeed.Open(World.Carol);
        await alice.Until("open");
        await carol.Until("open");

        var (task, run) = await World.Ordered(World.Alice, World.A);
        await alice.Until($"task {task}", $"run {run}");
        // Something that Carol sees, after it.
        var shared = await World.Another("Shared", World.A, World.C);

        Assert.DoesNotContain(await carol.Until($"collaboration {shared}"), told => told.StartsWith("task", StringComparison.Ordinal) || told.StartsWith("run", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Shows_everyone_what_lists_show_them_and_nothing_else()
    {
        var node = await World.Person("watcher", World.B, 4);
        await using var feed = await LiveFeed.Open(node);
        await feed.Until("open");
        var (task, run) = await World.Ordered(World.Bob, World.A);
        var told = await feed.Until($"task {task}", $"run {run}");
        var user = (await World.Root.Post(
            "user", $$"""{"username":"unseen","email":"unseen@example.org","password":"{{World.Password}}","organization_id":{{World.C}},"roles":[5]}""")).Id;
        var colleague = (await World.Root.Post(
            "user", $$"""{"username":"seen","email":"seen@example.org","password":"{{World.Password}}","organization_id":{{World.B}},"roles":[5]}""")).Id;

        Assert.DoesNotContain($"user {user}", told.Concat(await feed.Until($"user {colleague}")));
        foreach (var (kind, id) in ((string, int)[])[("task", task), ("run", run), ("user", colleague)])
        {
            Assert.Equal(200, (await node.Get($"{kind}/{id}")).Status);
        }

        Assert.Equal(401, (await node.Get($"user/{user}")).Status);
    }

    [Fact]
    public async Task Tells_that_a_thing_is_gone_to_those_who_saw_it()
    {
        var (task, _) = await World.Ordered(World.Alice, World.A);
        await using var alice = await LiveFeed.Open(World.Alice);
        await using var carol = await LiveFeed.Open(World.Carol);
        await alice.Until("open");
        await carol.Until("open");

        Assert.Equal(200, (await World.Alice.Delete($"task/{task}")).Status);
        await alice.Until($"task {task}");
        var shared = await World.Another("Also shared", World.A, World.C);

        Assert.DoesNotContain($"task {task}", await carol.Until($"collaboration {shared}"));
    }

    [Fact]
    public async Task Goes_on_where_it_was_cut()
    {
        var feed = await LiveFeed.Open(World.Alice);
        await feed.Until("open");
        var (first, _) = await World.Ordered(World.Alice, World.A);
        await feed.Until($"task {first}");
        var position = feed.Position;
        await feed.DisposeAsync();

        await using var bystander = await LiveFeed.Open(World.Alice);
        await bystander.Until("open");
        var (second, _) = await World.Ordered(World.Alice, World.A);
        await bystander.Until($"task {second}");
        await using var again = await LiveFeed.Open(World.Alice, after: position);

        Assert.Equal("open", (await again.Until($"task {second}"))[0]);
    }

    [Theory]
    [InlineData("1:99999999")]
    [InlineData("7:1")]
    [InlineData("nonsense")]
    [InlineData("1:-3")]
    public async Task Says_that_it_does_not_know_what_changed_after_a_place_it_does_not_have(string after)
    {
        await using var feed = await LiveFeed.Open(World.Alice, after: after);

        Assert.Equal("reset", (await feed.Next())!.Value.Name);
        var (task, _) = await World.Ordered(World.Alice, World.A);
        await feed.Until($"task {task}");
    }

    [Fact]
    public async Task Ends_with_the_rights_of_its_user()
    {
        await World.Person("hank", World.A, 5);
        var tab = await BrowserTab.SignedIn(hub.Anyone, "hank", World.Password);
        await using var feed = await LiveFeed.Open(hub.Anyone, tab);
        await feed.Until("open");
        var id = (int)(await tab.Get("session"))["user"]["id"]!;

        Assert.Equal(200, (await World.Root.Post($"user/{id}/deactivate", "{}")).Status);
        await World.Ordered(World.Alice, World.A);

        var last = await feed.Next();
        while (last is { Name: not "ended" })
        {
            Assert.DoesNotContain((string)last.Value.Data["kind"]!, (string[])["task", "run"]);
            last = await feed.Next();
        }

        Assert.Equal("session.ended", (string)last!.Value.Data["code"]!);
        Assert.Null(await feed.Next());
    }

    [Fact]
    public async Task Shows_more_as_soon_as_its_user_may_see_more()
    {
        var iris = await World.Person("iris", World.C, 5);
        var organization = (int)(await iris.Get("session"))["user"]["organization_id"]!;
        await using var feed = await LiveFeed.Open(iris);
        await feed.Until("open");
        var collaboration = await World.Another("Joined later", World.A);
        var study = $$"""{"name":"S1","collaboration_id":{{collaboration}},"organization_ids":[{{World.A}}]}""";
        Assert.Equal(201, (await World.Root.Post("study", study)).Status);

        Assert.Equal(200, (await World.Root.Post($"collaboration/{collaboration}/organization", $$"""{"id":{{organization}}}""")).Status);
        var node = await World.Node(collaboration, organization);

        var told = await feed.Until($"node {node.Id}", $"collaboration {collaboration}");
        Assert.DoesNotContain(told, one => one.StartsWith("study", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Says_that_there_are_many_instead_of_telling_each()
    {
        await using var feed = await LiveFeed.Open(World.Root);
        await feed.Until("open");
        var position = feed.Position;
        for (var i = 0; i < 51; i++)
        {
            await World.Hospital($"Clinic {i}");
        }

        // Told of what came last, the silo knows of all that came before.
        await feed.Until($"collaboration {await World.Another("After the clinics", World.A)}");

        await using var again = await LiveFeed.Open(World.Root, after: position);

        Assert.Contains("organization", await again.Until("organization"));
    }

    [Fact]
    public async Task Is_for_those_who_are_signed_in()
    {
        Assert.Equal(401, (await hub.Anyone.Get("live")).Status);
        Assert.Equal(403, (await World.NodeA.Get("live")).Status);
    }

    [Fact]
    public void Cuts_off_who_does_not_read()
    {
        var reader = new LiveReader(1);
        for (var i = 1; i <= 128; i++)
        {
            reader.Tell(new LiveBatch(i, []));
        }

        Assert.Null(reader.End);
        reader.Tell(new LiveBatch(129, []));

        Assert.Equal("live.slow", reader.End!.Code);
        Assert.Equal(128, reader.Batches.Count);
    }
}

public sealed class The_live_feed_of_two_silos
{
    [Fact]
    public async Task Tells_at_one_what_happens_at_the_other_and_sends_browsers_there_before_it_stops()
    {
        await using var hubs = new TwoHubs();
        await hubs.InitializeAsync();
        var root = await hubs.First.LogIn("root", RunningHub.RootPassword);
        var tab = await BrowserTab.SignedIn(hubs.Second);
        await using var feed = await LiveFeed.Open(hubs.Second, tab);
        await feed.Until("open");

        var organization = (await root.Post("organization", """{"name":"Far away"}""")).Id;
        await feed.Until($"organization {organization}");
        var position = feed.Position;
        await hubs.StopSecond();

        Assert.Equal("live.leaving", (string)(await Last(feed)).Data["code"]!);
        var another = (await root.Post("organization", """{"name":"Meanwhile"}""")).Id;
        await using var again = await LiveFeed.Open(hubs.First, tab, position);
        await again.Until($"organization {another}");

        // Signed out where nobody tells this silo of it: it finds out by itself.
        Assert.Equal(204, (await tab.At(hubs.First).Delete("session")).Status);
        Assert.Equal("session.ended", (string)(await Last(again)).Data["code"]!);
    }

    private static async Task<(string Name, System.Text.Json.Nodes.JsonObject Data)> Last(LiveFeed feed)
    {
        var next = await feed.Next();
        while (next is { Name: not "ended" })
        {
            next = await feed.Next();
        }

        return next ?? throw new InvalidOperationException("The feed ended without a word.");
    }
}
