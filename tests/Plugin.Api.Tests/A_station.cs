using System.Text.Json.Nodes;
using Plugin.Client;
using Plugin.Client.Station;
using Plugin.Contracts.Station;
using Plugin.Testing.Running;

namespace Plugin.Api.Tests;

/// <summary>The station protocol end to end, as a node that follows a script speaks it.</summary>
public sealed class A_station(RunningHub hub) : IClassFixture<RunningHub>, IAsyncLifetime
{
    private readonly World _world = hub.World;
    private readonly CancellationTokenSource _end = new();
    private HubConnection? _connection;
    private StationClient _station = null!;
    private string _session = "";

    public async ValueTask InitializeAsync()
    {
        var address = HubAddress.Parse(hub.Anyone.Address.ToString(), "/api");
        _connection = new HubConnection(
            HubHttp.Create(address), address, new Credentials.Node(_world.KeyA), TimeProvider.System, () => 0.5);
        _station = new StationClient(_connection, TimeProvider.System);
        _session = await World.Session(_world.NodeA);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _end.Dispose();
        _connection?.Dispose();
    }

    [Fact]
    public async Task Is_welcomed_with_what_it_is()
    {
        var welcome = await _station.Hello(new StationHello("session-one", "1.0", [new ConfigEntry("runtime", "process")]), _end.Token);

        Assert.Equal((_world.NodeAId, _world.A, 1, false), (welcome.NodeId, welcome.OrganizationId, welcome.CollaborationId, welcome.Encrypted));
        Assert.Matches("^plugin/[0-9a-f-]{36}/1$", welcome.Origin);
        var node = await _world.Alice.Get($"node/{_world.NodeAId}");
        Assert.Equal("online", node.Text("status"));
        Assert.Contains("runtime", node["config"].ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task May_be_newer_than_the_hub_and_say_more_than_it_knows()
    {
        var (_, run) = await _world.Ordered(_world.Alice, _world.A);

        var hello = await _world.NodeA.Post(
            "station/session", """{"session":"session-newer","version":"9.0","facts":[{"key":"runtime","value":"process","since":1}],"mood":"good"}""");
        var claim = await _world.NodeA.Post($"station/runs/{run}/claim", """{"session":"session-newer","places":3}""");
        var beat = await _world.NodeA.Post("station/heartbeat", $$"""{"session":"session-newer","runs":[{"run_id":{{run}},"attempt":1,"stage":"pull"}],"load":0.5}""");
        var report = await _world.NodeA.Post($"station/runs/{run}/report", """{"attempt":1,"state":"active","energy":7}""");

        Assert.Equal([200, 200, 200, 204], new[] { hello, claim, beat, report }.Select(answer => answer.Status));
    }

    [Fact]
    public async Task Is_told_of_open_runs_then_of_new_ones_and_of_kills()
    {
        var (_, waiting) = await _world.Ordered(_world.Alice, _world.A);
        await using var feed = Feed();

        var snapshot = await Next<FeedSnapshot>(feed);
        Assert.Contains(waiting, snapshot.Runs.Select(run => run.RunId));

        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        var offered = await Next<RunOffered>(feed);
        Assert.Equal((run, task, "algorithms:1", RunStates.Pending, 0), (
            offered.Run.RunId, offered.Run.TaskId, offered.Run.Image, offered.Run.State, offered.Run.Attempt));

        Assert.Equal(200, (await _world.Root.Post("kill/task", $$"""{"id":{{task}}}""")).Status);
        Assert.Equal(run, (await Next<RunKilled>(feed)).RunId);
        Assert.Equal("""{"status":"killed by user"}""", (await _world.Alice.Get($"task/{task}/status")).Body!.ToJsonString());
    }

    [Fact]
    public async Task Claims_a_run_reports_it_and_the_researcher_reads_the_result()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);

        var claim = await _station.Claim(run, new ClaimRequest(_session), _end.Token);
        var again = await _station.Claim(run, new ClaimRequest(_session), _end.Token);

        Assert.Equal((1, 1), (claim.Attempt, again.Attempt));
        Assert.Equal(
            (task, task, "algorithms:1", "eyJtZXRob2QiOiJzdW1tYXJ5In0=", """{"query":"select age"}"""),
            (claim.TaskId, claim.JobId, claim.Image, claim.Input, claim.Databases.Single().Parameters));

        await _station.Report(run, new RunReport(1, RunStates.Initializing), _end.Token);
        await _station.Report(run, new RunReport(1, RunStates.Active, ImageDigest: "sha256:00"), _end.Token);
        Assert.Equal("active", (await _world.Alice.Get($"run/{run}")).Text("status"));
        var ended = new RunReport(1, "completed", Result: "eyJtZWFuIjo1MH0=", Log: "read 10 rows");
        await _station.Report(run, ended, _end.Token);
        await _station.Report(run, ended, _end.Token);

        Assert.Equal("eyJtZWFuIjo1MH0=", (string)(await _world.Alice.Get($"result?task_id={task}")).Data.Single()["result"]!);
        Assert.Equal("read 10 rows", (await _world.Alice.Get($"run/{run}")).Text("log"));
        var view = await _world.Alice.Get($"task/{task}");
        Assert.Equal("completed", view.Text("status"));
        Assert.NotNull(view["finished_at"]);
        var refused = await Assert.ThrowsAsync<HubException>(
            () => _station.Report(run, new RunReport(1, "crashed", Cause: "Changed its mind."), _end.Token));
        Assert.Equal("run.finished", refused.Code);
    }

    [Fact]
    public async Task Asks_for_the_digest_that_its_job_goes_by_before_it_tells_one()
    {
        var (_, run) = await _world.Ordered(_world.Alice, _world.A);
        await _station.Claim(run, new ClaimRequest(_session), _end.Token);

        Assert.Null(await _station.FixImage(run, new FoundImage(1, null), _end.Token));
        Assert.Equal("sha256:aa", await _station.FixImage(run, new FoundImage(1, "sha256:aa"), _end.Token));
        Assert.Equal("sha256:aa", await _station.FixImage(run, new FoundImage(1, null), _end.Token));
    }

    [Fact]
    public async Task Uploads_what_is_too_large_for_a_report()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        await _station.Claim(run, new ClaimRequest(_session), _end.Token);
        var large = new byte[3_000_000];
        Array.Fill(large, (byte)'A');

        var stored = await _station.Upload(run, 1, "result", () => new MemoryStream(large), _end.Token);
        await _station.Report(run, new RunReport(1, RunStates.Active), _end.Token);
        await _station.Report(run, new RunReport(1, "completed", ResultContent: stored.Id), _end.Token);

        Assert.Equal(large.Length, stored.Size);
        Assert.Equal(large.Length, ((string)(await _world.Alice.Get($"result?task_id={task}")).Data.Single()["result"]!).Length);
        var late = await Assert.ThrowsAsync<HubException>(
            () => _station.Upload(run, 1, "log", () => new MemoryStream(large), _end.Token));
        Assert.Equal("run.finished", late.Code);
    }

    [Fact]
    public async Task Says_why_a_run_failed_and_the_siblings_end_with_it()
    {
        var order = await _world.Alice.Post("task", _world.TaskFor(_world.A, _world.B));
        var runs = (await _world.Alice.Get($"run?task_id={order.Id}&sort=id")).Ids;
        await _station.Claim(runs[0], new ClaimRequest(_session), _end.Token);

        await _station.Report(
            runs[0], new RunReport(1, "non-existing Docker image", Cause: "There is no image algorithms:1.", Log: "pull failed"), _end.Token);

        var views = (await _world.Alice.Get($"run?task_id={order.Id}&sort=id")).Data;
        Assert.Equal(["non-existing Docker image", "failed"], views.Select(run => (string)run["status"]!));
        Assert.Equal("failed", (await _world.Alice.Get($"task/{order.Id}")).Text("status"));
    }

    [Fact]
    public async Task Is_fenced_when_another_agent_starts()
    {
        await using var feed = Feed();
        await Next<FeedSnapshot>(feed);
        var (_, run) = await _world.Ordered(_world.Alice, _world.A);
        await Next<RunOffered>(feed);

        await World.Session(_world.NodeA);

        Assert.Equal("session.fenced", (await Next<FeedEnded>(feed)).Code);
        var beat = await Assert.ThrowsAsync<HubException>(() => _station.Heartbeat(new StationHeartbeat(_session, []), _end.Token));
        var claim = await Assert.ThrowsAsync<HubException>(() => _station.Claim(run, new ClaimRequest(_session), _end.Token));
        Assert.Equal(("session.fenced", "session.fenced"), (beat.Code, claim.Code));
        Assert.Equal(409, (await _world.NodeA.Get($"station/feed?session={_session}")).Status);
    }

    [Fact]
    public async Task Is_told_by_its_heartbeat_which_attempts_are_void()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        await _station.Claim(run, new ClaimRequest(_session), _end.Token);
        Assert.Empty((await _station.Heartbeat(new StationHeartbeat(_session, [new HeldAttempt(run, 1)]), _end.Token)).Stop);

        await _world.Root.Post("kill/task", $$"""{"id":{{task}}}""");

        var stop = (await _station.Heartbeat(new StationHeartbeat(_session, [new HeldAttempt(run, 1)]), _end.Token)).Stop;
        Assert.Equal([new HeldAttempt(run, 1)], stop);
    }

    [Fact]
    public async Task Is_told_to_say_hello_when_the_hub_does_not_know_its_session()
    {
        var answer = await _world.NodeA.Get("station/feed?session=never-said-hello");

        Assert.Equal((409, "session.unknown"), (answer.Status, answer.Text("code")));
    }

    [Fact]
    public async Task Is_refused_with_a_cursor_beyond_the_end_or_of_another_generation()
    {
        var answer = await _world.NodeA.Get($"station/feed?session={_session}&after=1:999999");

        Assert.Equal((409, "feed.cursor"), (answer.Status, answer.Text("code")));
        foreach (var cursor in (string[])["2:1", "0:1", "0:1&wait=1"])
        {
            var other = await _world.NodeA.Get($"station/feed?session={_session}&after={cursor}");
            Assert.Equal((409, "feed.cursor"), (other.Status, other.Text("code")));
        }

        Assert.Equal(400, (await _world.NodeA.Get($"station/feed?session={_session}&after=x")).Status);
    }

    [Fact]
    public async Task Polls_where_events_are_held_back()
    {
        var first = await _world.NodeA.Get($"station/feed?session={_session}&wait=20");
        var snapshot = first.Body!.AsArray()[0]!;
        Assert.Equal("snapshot", (string)snapshot["type"]!);
        var cursor = (string)snapshot["cursor"]!;
        Assert.Empty((await Polled(wait: 0)).Items);

        var pending = Polled(wait: 20);
        var (_, run) = await _world.Ordered(_world.Alice, _world.A);

        var (offered, isOver) = await pending;
        while (offered.Count == 0 && !isOver)
        {
            (offered, isOver) = await Polled(wait: 20);
        }

        var only = Assert.Single(offered)!;
        Assert.Equal(("run", run), ((string)only["type"]!, (int)only["run"]!["run_id"]!));

        // Without checkpoints, which come when they come and end a wait.
        async Task<(IReadOnlyList<JsonNode?> Items, bool IsOver)> Polled(int wait)
        {
            var items = (await _world.NodeA.Get($"station/feed?session={_session}&wait={wait}&after={cursor}")).Body!.AsArray();
            cursor = items.Count > 0 ? (string)items[^1]!["cursor"]! : cursor;
            return ([.. items.Where(item => (string)item!["type"]! != "checkpoint")], items.Count == 0);
        }
    }

    [Fact]
    public async Task Passes_on_what_its_algorithm_asks_within_its_own_job()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        var (stranger, _) = await _world.Ordered(_world.Alice, _world.B);
        var claim = await _station.Claim(run, new ClaimRequest(_session), _end.Token);
        await _station.Report(run, new RunReport(1, RunStates.Active), _end.Token);
        var algorithm = hub.Anyone.With(claim.RunToken);

        Assert.Equal(200, (await algorithm.Get($"task/{task}")).Status);
        Assert.Equal(401, (await algorithm.Get($"task/{stranger}")).Status);
        Assert.Equal([task], (await algorithm.Get("task")).Ids);
        Assert.Equal(["Hospital A", "Hospital B"], (await algorithm.Get("organization?collaboration_id=1")).Data.Select(o => (string)o["name"]!));

        var subtask = await algorithm.Post("task", _world.TaskFor(_world.A, _world.B), ("Idempotency-Key", "1"));
        var repeated = await algorithm.Post("task", _world.TaskFor(_world.A, _world.B), ("Idempotency-Key", "1"));
        Assert.Equal((201, 201, subtask.Id), (subtask.Status, repeated.Status, repeated.Id));
        Assert.Equal((task, task), ((int)subtask["parent"]["id"]!, (int)subtask["job_id"]));
        Assert.Equal(401, (await algorithm.Post("task", _world.TaskFor(_world.A).Replace("algorithms:1", "other:1", StringComparison.Ordinal))).Status);

        await _station.Report(run, new RunReport(1, "completed", Result: "e30="), _end.Token);
        Assert.Equal(401, (await algorithm.Get($"task/{task}")).Status);
        var history = (await _world.Alice.Get($"audit/tasks/{task}/events?limit=1000"))["events"].AsArray();
        Assert.Contains(history, e => (string)e!["stream"]! == $"task-{subtask.Id}" && (string)e["metadata"]!["actor"]! == $"run:{run}/1");
    }

    private IAsyncEnumerator<FeedItem> Feed() => _station.Feed(_session, null, _end.Token).GetAsyncEnumerator(_end.Token);

    private static async Task<T> Next<T>(IAsyncEnumerator<FeedItem> feed)
        where T : FeedItem
    {
        do
        {
            Assert.True(await feed.MoveNextAsync().AsTask().Soon($"a {typeof(T).Name}"), $"The feed ended before a {typeof(T).Name}.");
        }
        // They come when they come.
        while (feed.Current is FeedCheckpoint);

        return Assert.IsType<T>(feed.Current);
    }
}
