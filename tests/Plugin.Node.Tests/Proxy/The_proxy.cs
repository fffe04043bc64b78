using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Plugin.Contracts.Station;
using Plugin.Node.Configuration;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests;

/// <summary>The tests speak in the place of an algorithm that is running meanwhile.</summary>
public sealed class The_proxy : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private readonly ConcurrentQueue<(string Path, string Authorization, string Key)> _heard = new();
    private TestHub _hub = null!;
    private WholeStation _station = null!;
    private HttpClient _algorithm = null!;
    private RuntimeConfig _runtime = null!;
    private Func<string, (int Status, string Json)?> _answer = _ => null;

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.Start();
        _hub.Resources = context =>
        {
            var path = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
            _heard.Enqueue((path, context.Request.Headers.Authorization.ToString(), context.Request.Headers["Idempotency-Key"].ToString()));
            return _answer(path);
        };
        _runtime = new RuntimeConfig.Process(_scratch.Algorithm("""
            echo "$port $(cat "$token")" > "$marks/access.new"; mv "$marks/access.new" "$marks/access"
            while [ ! -e "$marks/enough" ]; do sleep 0.05; done
            """));
        var run = _hub.Offer(5, "plugin/algorithms:1", _scratch.Marks(5));
        _station = WholeStation.Start(_hub, _scratch, _runtime);
        await _hub.Until(() => run.State == RunStates.Active, "The run did not start");
        var file = Path.Combine(_scratch.Marks(5), "access");
        await A_station_that_dies.Eventually(() => File.Exists(file), "The algorithm did not start");
        var access = File.ReadAllText(file).Trim().Split(' ');
        _algorithm = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{access[0]}") };
        _algorithm.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", access[1]);
    }

    public async ValueTask DisposeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_scratch.Marks(5), "enough"), "");
        await _hub.Until(() => _hub.Finished(5), "The algorithm did not end");
        await _station.DisposeAsync();
        _algorithm.Dispose();
        await _hub.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Asks_the_hub_with_the_runs_own_token()
    {
        _answer = _ => (200, """{"data":[],"links":{}}""");

        Assert.Equal("""{"data":[],"links":{}}""", await _algorithm.GetStringAsync("/organization?collaboration_id=3&page=1"));
        Assert.Equal([("GET /api/organization?collaboration_id=3&page=1", "Bearer run-token-5-1", "")], _heard);
    }

    [Theory]
    [InlineData("POST", "/token/user", 403)]
    [InlineData("GET", "/user", 403)]
    [InlineData("GET", "/task/..%2fuser", 403)]
    [InlineData("DELETE", "/task/4", 403)]
    [InlineData("PATCH", "/run/4", 403)]
    [InlineData("GET", "/vpn/algorithm/addresses", 501)]
    [InlineData("POST", "/blobstream", 501)]
    [InlineData("GET", "/", 403)]
    public async Task Lets_nothing_else_through(string method, string path, int status)
    {
        using var response = await _algorithm.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(((HttpStatusCode)status, "application/json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Contains("\"msg\":", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(_heard);
    }

    [Fact]
    public async Task Knows_by_itself_that_there_is_no_blob_store() =>
        Assert.Equal("""{"blob_store_enabled":false}""", await _algorithm.GetStringAsync("/blobstream/status"));

    [Fact]
    public async Task Takes_only_tokens_of_its_own()
    {
        var own = _algorithm.DefaultRequestHeaders.Authorization!.Parameter!;
        foreach (var token in (string[])["", "x", "a.b.c", own[..^4] + "AAAA", own.Replace('.', 'x')])
        {
            _algorithm.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await _algorithm.GetAsync("/organization");
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        Assert.Empty(_heard);
    }

    [Fact]
    public async Task Never_answers_for_a_status_that_it_did_not_get()
    {
        var calls = 0;
        _hub.Faults = asked => !asked.Contains("/status", StringComparison.Ordinal) ? null : ++calls switch
        {
            1 => new Fault.LoseRequest(),
            2 => new Fault.Answer(500),
            3 => new Fault.Answer(401),
            4 => new Fault.CutAfter(5),
            _ => null,
        };
        _answer = _ => (200, """{"status":"completed"}""");

        Assert.Equal("""{"status":"completed"}""", await _algorithm.GetStringAsync("/task/42/status"));
        Assert.Equal(5, calls);
    }

    [Fact]
    public async Task Says_that_a_task_is_gone()
    {
        using var response = await _algorithm.GetAsync("/task/42/status");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Passes_a_refusal_on_as_it_is()
    {
        _answer = _ => (400, """{"msg":"No such organization."}""");

        using var response = await Post("""{"organizations":[{"id":99,"input":""}]}""");

        Assert.Equal((HttpStatusCode.BadRequest, """{"msg":"No such organization."}"""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Makes_json_of_whatever_stands_in_the_hubs_place()
    {
        _answer = _ => (403, "<html>Blocked by your firewall</html>");

        using var response = await _algorithm.GetAsync("/organization");

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
        Assert.Empty(_heard);
    }

    [Fact]
    public async Task Repeats_a_subtask_under_the_same_key_until_there_is_an_answer()
    {
        var calls = 0;
        _hub.Faults = asked => asked.StartsWith("POST /api/task", StringComparison.Ordinal) && ++calls < 3 ? new Fault.LoseAnswer() : null;
        _answer = _ => (201, """{"id":42}""");

        using var response = await Post("""{"organizations":[]}""");

        Assert.Equal("""{"id":42}""", await response.Content.ReadAsStringAsync());
        Assert.Equal((3, 1), (_heard.Count, _heard.Select(h => h.Key).Distinct().Count()));
    }

    [Fact]
    public async Task Gives_the_same_body_a_new_key_once_it_was_answered()
    {
        _answer = _ => (201, """{"id":42}""");

        using var first = await Post("""{"organizations":[]}""");
        using var second = await Post("""{"organizations":[]}""");

        Assert.Equal(2, _heard.Select(h => h.Key).Distinct().Count());
    }

    [Fact]
    public async Task Takes_the_same_body_after_a_restart_for_a_repetition_until_the_algorithm_asks_for_something_else()
    {
        _answer = _ => (201, """{"id":42}""");
        using var first = await Post("""{"organizations":[]}""");
        await _station.DisposeAsync();
        _station = WholeStation.Start(_hub, _scratch, _runtime);

        // Perhaps killed before the answer, though written, had arrived.
        using var repeated = await PostUntilConnected("""{"organizations":[]}""");
        Assert.Single(_heard.Select(h => h.Key).Distinct());

        await _station.DisposeAsync();
        _station = WholeStation.Start(_hub, _scratch, _runtime);
        using var other = await UntilConnected(() => _algorithm.GetAsync("/version"));
        using var second = await Post("""{"organizations":[]}""");
        Assert.Equal(2, _heard.Where(h => h.Key.Length > 0).Select(h => h.Key).Distinct().Count());
    }

    [Fact]
    public async Task Recognises_a_subtask_whose_answer_was_lost_when_the_station_went_down()
    {
        // The hub makes the subtask, and the station ends before the algorithm hears of it.
        _answer = _ => (503, """{"msg":"Later."}""");
        var lost = Post("""{"organizations":[]}""");
        await A_station_that_dies.Eventually(() => !_heard.IsEmpty, "The hub never heard of the subtask");
        await _station.DisposeAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => lost);
        _answer = _ => (201, """{"id":42}""");
        _station = WholeStation.Start(_hub, _scratch, _runtime);

        using var response = await PostUntilConnected("""{"organizations":[]}""");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Single(_heard.Select(h => h.Key).Distinct());
    }

    [Fact]
    public async Task Waits_after_a_restart_until_the_agent_knows_its_runs()
    {
        await _station.DisposeAsync();
        var greeted = 0;
        _hub.Faults = asked => asked.EndsWith("/session", StringComparison.Ordinal) && ++greeted < 4 ? new Fault.Answer(503) : null;
        _answer = _ => (200, """{"data":[]}""");
        _station = WholeStation.Start(_hub, _scratch, _runtime);

        using var response = await UntilConnected(() => _algorithm.GetAsync("/organization"));

        Assert.Equal((HttpStatusCode.OK, 4), (response.StatusCode, greeted));
    }

    private Task<HttpResponseMessage> PostUntilConnected(string body) => UntilConnected(() => Post(body));

    /// <summary>What every algorithm tool does while nobody listens.</summary>
    private static async Task<HttpResponseMessage> UntilConnected(Func<Task<HttpResponseMessage>> ask)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
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

    private Task<HttpResponseMessage> Post(string body) =>
        _algorithm.PostAsync("/task", new StringContent(body, Encoding.UTF8, "application/json"));
}
