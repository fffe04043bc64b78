using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests;

public sealed class What_a_container_may_not_do(What_a_container_may_not_do.Container container) : IClassFixture<What_a_container_may_not_do.Container>
{
    private readonly Conversation _run = container.Fresh();

    [Fact]
    public async Task Is_refused_in_words_and_never_reaches_the_hub()
    {
        foreach (var (method, path) in ((string, string)[])[
            ("POST", "/token/user"), ("POST", "/token/node"), ("POST", "/token/container"), ("POST", "/token/refresh"), ("POST", "/recover/lost"),
            ("GET", "/user"), ("POST", "/user"), ("GET", "/role"), ("GET", "/rule"), ("GET", "/node"), ("GET", "/node/2"), ("GET", "/event"), ("GET", "/audit/log"),
            ("POST", "/kill/task"), ("POST", "/kill/node/tasks"), ("POST", "/organization"), ("PATCH", "/organization/7"), ("POST", "/collaboration"),
            ("GET", "/collaboration"), ("GET", "/collaboration/4"), ("DELETE", "/task/4"), ("PATCH", "/run/4"), ("PUT", "/task"), ("POST", "/result"),
            ("POST", "/station/session"), ("GET", "/station/feed"), ("POST", "/port"), ("GET", "/vpn"), ("GET", "/algorithmstore"),
            ("DELETE", "/blobstream/1"), ("GET", "/blobstream/x"), ("GET", "/task"), ("GET", "/task/x"), ("GET", "/task/1/runs"), ("HEAD", "/run"), ("OPTIONS", "/run"),
            ("GET", "/"), ("GET", "/api"), ("GET", "/api/user"), ("GET", "/api/api/run"), ("GET", "/favicon.ico")])
        {
            using var response = await _run.Algorithm.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

            Assert.Equal(
                (method, path, HttpStatusCode.Forbidden, "application/json"),
                (method, path, response.StatusCode, response.Content.Headers.ContentType!.MediaType));
            if (method != "HEAD")
            {
                Assert.Contains("\"msg\":\"An algorithm may ", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }

        Assert.Empty(_run.Heard);
    }

    [Theory]
    [InlineData("/organization/../user", 403)]
    [InlineData("/organization/%2e%2e/user", 403)]
    [InlineData("/organization/..%2fuser", 403)]
    [InlineData("/task/1%2f..%2f..%2fuser", 403)]
    [InlineData("/task/1/status/../../../user", 403)]
    [InlineData("/run/1%3fx", 403)]
    [InlineData("/run/1;/user", 403)]
    [InlineData("//user", 403)]
    [InlineData("/run\\..\\user", 403)]
    [InlineData("/run/99999999999", 403)]
    [InlineData("/run/-1/", 200)]
    [InlineData("http://127.0.0.1:PORT/user", 403)]
    [InlineData("http://hub.example.org/api/user", 400)]
    [InlineData("*", 405)]
    [InlineData("/run%00", 400)]
    public async Task Is_not_done_by_a_trick_in_the_path_either(string path, int status)
    {
        var answer = await _run.Raw(
            $"GET {path.Replace("PORT", _run.Port.ToString(), StringComparison.Ordinal)} HTTP/1.1\r\nHost: 127.0.0.1:{_run.Port}\r\nAuthorization: Bearer {_run.Token}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.All(_run.Heard, heard => Assert.StartsWith("GET /api/run/", heard.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Takes_no_headers_without_end()
    {
        var answer = await _run.Raw($"GET /run HTTP/1.1\r\nHost: x\r\nX: {new string('x', 100_000)}\r\n\r\n");

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 431 ", StringComparison.Ordinal), answer);
        Assert.Empty(_run.Heard);
        // It serves on.
        Assert.NotEmpty(await _run.Algorithm.GetStringAsync("/run"));
    }

    [Fact]
    public async Task Speaks_for_nobody_else()
    {
        foreach (var token in (string[])["", "x", "a.b.c", _run.Token[..^4] + "AAAA", _run.Token.Replace('.', 'x'), Unsigned(_run.Token), "run-token-5-1"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/run") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
            using var response = await _run.Algorithm.SendAsync(request);

            Assert.Equal(
                (token, HttpStatusCode.Unauthorized, """{"msg":"This station did not issue the token."}"""),
                (token, response.StatusCode, await response.Content.ReadAsStringAsync()));
        }

        Assert.Empty(_run.Heard);
    }

    [Fact]
    public async Task Gets_nothing_of_the_algorithms_headers_to_the_hub()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/run")
        {
            Headers = { { "X-Forwarded-For", "10.0.0.1" }, { "Cookie", "a=b" }, { "Idempotency-Key", "mine" }, { "User-Agent", "libcurl/7.88.1 r-curl/5.0.2 httr/1.4.7" } },
        };
        var seen = "";
        _run.Streams = context =>
        {
            seen = string.Join(", ", context.Request.Headers.Keys.Order(StringComparer.Ordinal));
            return Task.FromResult(false);
        };

        using var response = await _run.Algorithm.SendAsync(request);

        // R's HTTP library is answered in another form.
        Assert.Equal(
            ("Accept, Accept-Encoding, Authorization, Host, User-Agent", "libcurl/7.88.1 r-curl/5.0.2 httr/1.4.7", ""),
            (seen, _run.Heard.Single().UserAgent, _run.Heard.Single().Key));
    }

    public sealed class Container : IAsyncLifetime
    {
        private Conversation _run = null!;

        public async ValueTask InitializeAsync() => _run = await Conversation.Start();

        public ValueTask DisposeAsync() => _run.DisposeAsync();

        internal Conversation Fresh()
        {
            _run.Forget().Answer = _ => (200, """{"access_token":"secret"}""");
            return _run;
        }
    }

    private static string Unsigned(string token) =>
        $"{Convert.ToBase64String(Encoding.ASCII.GetBytes("""{"alg":"none"}""")).TrimEnd('=')}.{token.Split('.')[1]}.";
}
