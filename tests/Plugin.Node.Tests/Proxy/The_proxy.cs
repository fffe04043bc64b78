using System.Net;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests;

/// <summary>The tests speak in the place of an algorithm that is running meanwhile.</summary>
public sealed class The_proxy(The_proxy.Container container) : IClassFixture<The_proxy.Container>
{
    private readonly Conversation _run = container.Fresh();

    private TestHub Hub => _run.Hub;

    private HttpClient Algorithm => _run.Algorithm;

    [Fact]
    public async Task Asks_the_hub_with_the_runs_own_token()
    {
        _run.Answer = _ => (200, """{"data":[],"links":{}}""");

        Assert.Equal("""{"data":[],"links":{}}""", await Algorithm.GetStringAsync("/organization?collaboration_id=3&page=1"));
        Assert.Equal([("GET /api/organization?collaboration_id=3&page=1", "Bearer run-token-5-1", "")], _run.Heard.Select(h => (h.Path, h.Authorization, h.Key)));
    }

    [Fact]
    public async Task Asks_what_the_tools_ask_in_their_order_and_nothing_more()
    {
        _run.Answer = path => path switch
        {
            "POST /api/task" => (201, """{"id":42}"""),
            "GET /api/blobstream/status" => (200, """{"blob_store_enabled":false}"""),
            "GET /api/task/42/status" => (200, """{"status":"completed"}"""),
            _ => (200, """{"data":[],"links":{"next":null}}"""),
        };
        string[] gets = ["/organization?collaboration_id=3&page=1", "/blobstream/status", "/organization/1", "/organization/2"];
        foreach (var path in gets)
        {
            Assert.NotEmpty(await Algorithm.GetStringAsync(path));
        }

        using var posted = await Post("""{"name":"trace","organizations":[{"id":1,"input":"e30="},{"id":2,"input":"e30="}]}""");
        Assert.Equal("""{"status":"completed"}""", await Algorithm.GetStringAsync("/task/42/status"));
        Assert.Equal("""{"data":[],"links":{"next":null}}""", await Algorithm.GetStringAsync("/result?task_id=42&page=1"));
        Assert.Equal("""{"data":[],"links":{"next":null}}""", await Algorithm.GetStringAsync("/result/7"));

        Assert.Equal(
            [.. gets.Select(path => $"GET /api{path}"), "POST /api/task", "GET /api/task/42/status", "GET /api/result?task_id=42&page=1", "GET /api/result/7"],
            _run.Heard.Select(heard => heard.Path));
        Assert.Equal("""{"name":"trace","organizations":[{"id":1,"input":"e30="},{"id":2,"input":"e30="}]}""", _run.Heard.Single(h => h.Path == "POST /api/task").Body);
    }

    [Fact]
    public async Task Never_answers_for_a_status_that_it_did_not_get()
    {
        var calls = 0;
        Hub.Faults = asked => !asked.Contains("/status", StringComparison.Ordinal) ? null : ++calls switch
        {
            1 => new Fault.LoseRequest(),
            2 => new Fault.Answer(500),
            3 => new Fault.Answer(401),
            4 => new Fault.CutAfter(5),
            _ => null,
        };
        _run.Answer = _ => (200, """{"status":"completed"}""");

        Assert.Equal("""{"status":"completed"}""", await Algorithm.GetStringAsync("/task/42/status"));
        Assert.Equal(5, calls);
    }

    [Fact]
    public async Task Says_that_a_task_is_gone()
    {
        using var response = await Algorithm.GetAsync("/task/42/status");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Passes_a_refusal_on_as_it_is()
    {
        _run.Answer = _ => (400, """{"msg":"No such organization."}""");

        using var response = await Post("""{"organizations":[{"id":99,"input":""}]}""");

        Assert.Equal((HttpStatusCode.BadRequest, """{"msg":"No such organization."}"""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Makes_json_of_whatever_stands_in_the_hubs_place()
    {
        _run.Answer = _ => (403, "<html>Blocked by your firewall</html>");

        using var response = await Algorithm.GetAsync("/organization");

        Assert.Equal((HttpStatusCode.Forbidden, "application/json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"organizations":{}}""")]
    public async Task Refuses_a_subtask_that_makes_no_sense(string body)
    {
        using var response = await Post(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(_run.Heard);
    }

    [Fact]
    public async Task Repeats_a_subtask_under_the_same_key_until_there_is_an_answer()
    {
        var calls = 0;
        Hub.Faults = asked => asked.StartsWith("POST /api/task", StringComparison.Ordinal) && ++calls < 3 ? new Fault.LoseAnswer() : null;
        _run.Answer = _ => (201, """{"id":42}""");

        using var response = await Post("""{"organizations":[]}""");

        Assert.Equal("""{"id":42}""", await response.Content.ReadAsStringAsync());
        Assert.Equal((3, 1), (_run.Heard.Count, _run.Heard.Select(h => h.Key).Distinct().Count()));
    }

    [Fact]
    public async Task Gives_the_same_body_a_new_key_once_it_was_answered()
    {
        _run.Answer = _ => (201, """{"id":42}""");

        using var first = await Post("""{"organizations":[]}""");
        using var second = await Post("""{"organizations":[]}""");

        Assert.Equal(2, _run.Heard.Select(h => h.Key).Distinct().Count());
    }

    [Fact]
    public async Task Takes_the_same_body_after_a_restart_for_a_repetition_until_the_algorithm_asks_for_something_else()
    {
        _run.Answer = _ => (201, """{"id":42}""");
        using var first = await Post("""{"name":"twice","organizations":[]}""");
        await _run.Restart();

        // Perhaps killed before the answer, though written, had arrived.
        using var repeated = await PostUntilConnected("""{"name":"twice","organizations":[]}""");
        Assert.Single(_run.Heard.Select(h => h.Key).Distinct());

        await _run.Restart();
        using var other = await UntilConnected(() => Algorithm.GetAsync("/version"));
        using var second = await Post("""{"name":"twice","organizations":[]}""");
        Assert.Equal(2, _run.Heard.Where(h => h.Key.Length > 0).Select(h => h.Key).Distinct().Count());
    }

    [Fact]
    public async Task Recognises_a_subtask_whose_answer_was_lost_when_the_station_went_down()
    {
        using var ready = await UntilConnected(() => Algorithm.GetAsync("/version"));
        _run.Heard.Clear();
        // The hub makes the subtask, and the station ends before the algorithm hears of it.
        _run.Answer = _ => (503, """{"msg":"Later."}""");
        var lost = Post("""{"name":"lost","organizations":[]}""");
        await A_station_that_dies.Eventually(() => !_run.Heard.IsEmpty, "The hub never heard of the subtask");
        await _run.Station.DisposeAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => lost);
        _run.Answer = _ => (201, """{"id":42}""");
        _run.StartStation();

        using var response = await PostUntilConnected("""{"name":"lost","organizations":[]}""");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Single(_run.Heard.Select(h => h.Key).Distinct());
    }

    [Fact]
    public async Task Waits_after_a_restart_until_the_agent_knows_its_runs()
    {
        await _run.Station.DisposeAsync();
        var greeted = 0;
        Hub.Faults = asked => asked.EndsWith("/session", StringComparison.Ordinal) && ++greeted < 4 ? new Fault.Answer(503) : null;
        _run.Answer = _ => (200, """{"data":[]}""");
        _run.StartStation();

        using var response = await UntilConnected(() => Algorithm.GetAsync("/organization"));

        Assert.Equal((HttpStatusCode.OK, 4), (response.StatusCode, greeted));
    }

    public sealed class Container : IAsyncLifetime
    {
        private Conversation _run = null!;

        public async ValueTask InitializeAsync() => _run = await Conversation.Start();

        public ValueTask DisposeAsync() => _run.DisposeAsync();

        internal Conversation Fresh() => _run.Forget();
    }

    private Task<HttpResponseMessage> PostUntilConnected(string body) => UntilConnected(() => Post(body));

    /// <summary>What every algorithm tool does while nobody listens.</summary>
    internal static async Task<HttpResponseMessage> UntilConnected(Func<Task<HttpResponseMessage>> ask)
    {
        using var limit = new CancellationTokenSource(Eventually.Patience);
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (HttpRequestException) when (!limit.IsCancellationRequested)
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }

    private Task<HttpResponseMessage> Post(string body) => _run.Post(body);
}
