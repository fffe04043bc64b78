using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Plugin.Client;
using Plugin.Node.Proxy;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests;

/// <summary>An algorithm's tools wait for a task and then fetch its results; in between the hub is away for two minutes, in every way a hub can be away.</summary>
public sealed class An_outage_of_the_hub : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualClock _clock = new(Start);
    private readonly string _folder = Directory.CreateTempSubdirectory("plugin-node-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("refused")]
    [InlineData("silent")]
    [InlineData("broken off")]
    [InlineData("500")]
    [InlineData("502")]
    [InlineData("503")]
    [InlineData("429")]
    public async Task Is_not_noticed_by_who_waits_for_results(string kind)
    {
        using var http = new HttpClient(new AwayUntil(_clock, Start.AddMinutes(2), kind)) { Timeout = Timeout.InfiniteTimeSpan };
        var relay = new HubRelay(http, HubAddress.Parse("http://hub.example", "/api"), _folder, _clock, () => 1, NullLogger.Instance);

        Assert.Equal("""{"status":"completed"}""", await Asked(relay, new HubQuestion(5, "token", "task/42/status") { Patient = true }));
        Assert.True(_clock.GetUtcNow() >= Start.AddMinutes(2));
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("503")]
    [InlineData("500")]
    public async Task Is_not_noticed_by_who_fetches_them_or_posts_a_subtask_either(string kind)
    {
        using var http = new HttpClient(new AwayUntil(_clock, Start.AddMinutes(2), kind)) { Timeout = Timeout.InfiniteTimeSpan };
        var relay = new HubRelay(http, HubAddress.Parse("http://hub.example", "/api"), _folder, _clock, () => 1, NullLogger.Instance);
        await using var body = new Spool(_folder);
        await body.WriteAsync("""{"organizations":[]}"""u8.ToArray());

        var answers = await Task.WhenAll(
            Asked(relay, new HubQuestion(5, "token", "result?task_id=42")), Asked(relay, new HubQuestion(5, "token", "task") { Body = body, IdempotencyKey = "k" }));

        Assert.Equal(["""{"status":"completed"}""", """{"status":"completed"}"""], answers);
    }

    [Fact]
    public async Task Of_one_kind_is_a_defect_in_the_end()
    {
        using var http = new HttpClient(new AwayUntil(_clock, Start.AddYears(1), "500")) { Timeout = Timeout.InfiniteTimeSpan };
        var relay = new HubRelay(http, HubAddress.Parse("http://hub.example", "/api"), _folder, _clock, () => 1, NullLogger.Instance);

        Assert.Equal("<html>", await Asked(relay, new HubQuestion(5, "token", "result?task_id=42")));
        Assert.InRange(_clock.GetUtcNow(), Start.AddMinutes(10), Start.AddMinutes(11));
    }

    private async Task<string> Asked(HubRelay relay, HubQuestion question)
    {
        var asking = relay.Ask(question, CancellationToken.None);
        using var limit = new CancellationTokenSource(Eventually.Patience);
        while (!asking.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await using var answer = await asking;
        using var reader = new StreamReader(answer.Content);
        return Encoding.UTF8.GetString(await Bytes(answer.Content));
    }

    private static async Task<byte[]> Bytes(Stream content)
    {
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private sealed class AwayUntil(TimeProvider clock, DateTimeOffset back, string kind) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (clock.GetUtcNow() >= back)
            {
                return Answer(HttpStatusCode.OK, new StringContent("""{"status":"completed"}""", Encoding.UTF8, "application/json"));
            }

            switch (kind)
            {
                case "refused":
                    throw new HttpRequestException("Connection refused");
                case "silent":
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    throw new HttpRequestException("It was waited for without end.");
                case "broken off":
                    return Answer(HttpStatusCode.OK, new StreamContent(new BrokenStream()));
                default:
                    return Answer((HttpStatusCode)int.Parse(kind), new StringContent("<html>"));
            }
        }

        private static HttpResponseMessage Answer(HttpStatusCode status, HttpContent content) => new(status) { Content = content };
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(new HttpIOException(HttpRequestError.ResponseEnded));
    }
}
