using System.Net;
using System.Text.Json.Nodes;
using Plugin.Node.Configuration;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests;

public sealed class What_one_run_may_use : IAsyncLifetime
{
    private static readonly ProxyConfig Tight = new(
        Subtasks: 2, Depth: 2, BodyBytes: 10_000, TotalBytes: 25_000, RequestsPerSecond: 1000, ConcurrentRequests: 2, Connections: 64);

    private Conversation _run = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    [Fact]
    public async Task Is_so_many_subtasks_also_after_a_restart()
    {
        await Start();
        _run.Answer = _ => (201, """{"id":42}""");
        Assert.Equal((201, ""), await Posted(Order("a")));
        await _run.Restart();
        Assert.Equal((201, ""), await Posted(Order("b")));

        Assert.Equal((403, "This run has posted 2 subtasks, as many as the station lets one run post."), await Posted(Order("c")));
        Assert.Equal((403, "This run has posted 2 subtasks, as many as the station lets one run post."), await Posted(Order("d")));
        Assert.Equal(2, _run.Heard.Count);
    }

    [Fact]
    public async Task Is_so_much_at_once_and_in_all()
    {
        _run = await Conversation.Start(config => config with { Proxy = Tight with { Subtasks = 10 } });
        _run.Answer = _ => (400, """{"msg":"No."}""");
        var large = new string('A', 8000);

        Assert.Equal((413, "Request body too large. The max request body size is 10000 bytes."), await Posted(Order(large + large)));
        Assert.Equal((400, "No."), await Posted(Order(large)));
        Assert.Equal((400, "No."), await Posted(Order(large)));
        Assert.Equal((400, "No."), await Posted(Order(large)));
        Assert.Equal((413, "This run has sent as much as the station lets one run send."), await Posted(Order(large)));
        using var upload = await _run.Algorithm.PostAsync("/blobstream", new ByteArrayContent(new byte[8000]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, upload.StatusCode);
        Assert.Equal(3, _run.Heard.Count);
    }

    [Theory]
    [InlineData(null, null, 201)]
    [InlineData(40, """{"id":40,"parent":null}""", 201)]
    [InlineData(40, """{"id":40,"parent":{"id":30}}""", 403)]
    [InlineData(40, null, 403)]
    public async Task Is_subtasks_of_subtasks_to_a_depth(int? parent, string? parentTask, int status)
    {
        _run = await Conversation.Start(config => config with { Proxy = Tight }, parent: parent);
        _run.Answer = path => path == "POST /api/task" ? (201, """{"id":42}""") : path == "GET /api/task/40" && parentTask is not null ? (200, parentTask) : null;

        var (answered, reason) = await Posted(Order("a"));

        Assert.Equal(
            (status, parentTask is null && parent is not null ? "The station cannot find out how deep this run's task is nested: the hub answered 404 for task 40."
                : status == 403 ? "This run may not post subtasks: the station lets tasks be nested 2 deep." : ""),
            (answered, reason));
    }

    [Fact]
    public async Task Is_so_many_requests_at_a_time_and_none_of_them_makes_a_status_an_error()
    {
        await Start();
        var (open, tooMany, released) = (0, false, new TaskCompletionSource());
        _run.Streams = async context =>
        {
            tooMany |= Interlocked.Increment(ref open) > 2;
            await released.Task.WaitAsync(context.RequestAborted);
            Interlocked.Decrement(ref open);
            return false;
        };
        _run.Answer = _ => (200, """{"status":"completed"}""");
        using var http = new HttpClient { BaseAddress = _run.Algorithm.BaseAddress, DefaultRequestHeaders = { Authorization = _run.Algorithm.DefaultRequestHeaders.Authorization } };
        // Two are answered and eight wait; the others hear so at once.
        var asked = Enumerable.Range(0, 12).Select(_ => http.GetAsync("/run")).ToList();
        var refused = new List<HttpResponseMessage>();
        while (refused.Count < 2)
        {
            var first = await Task.WhenAny(asked).Soon("a refusal");
            asked.Remove(first);
            refused.Add(await first);
        }

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.GetAsync("/task/42/status"));
        released.SetResult();

        Assert.All(refused, response => Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode));
        Assert.Equal(
            """{"msg":"This run asks too much at once: the station answers 2 of its requests at a time, 1000 in a second."}""",
            await refused[0].Content.ReadAsStringAsync());
        Assert.All(await Task.WhenAll(asked), response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.False(tooMany);
    }

    private async Task Start() => _run = await Conversation.Start(config => config with { Proxy = Tight });

    private static string Order(string input) => $$"""{"organizations":[{"id":9,"input":"{{input}}"}]}""";

    private async Task<(int Status, string Reason)> Posted(string body)
    {
        using var response = await The_proxy.UntilConnected(() => _run.Post(body));
        return ((int)response.StatusCode, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["msg"] ?? "");
    }
}
