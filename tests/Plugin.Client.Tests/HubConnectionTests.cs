using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Plugin.Client.Tests;

public sealed class A_connection_to_a_hub
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Logs_in_once_for_many_calls()
    {
        await using var hub = await ScriptedHub.Start((_, app) => app.MapGet("/api/version", () => Results.Json(new { version = "4.14.0", plugin = "0.1.0" })));
        using var connection = hub.Connect();
        var client = new HubClient(connection);

        await Task.WhenAll(client.Version(None), client.Version(None), client.Version(None));

        Assert.Single(hub.Asked, line => line.Contains("token/node", StringComparison.Ordinal));
    }

    /// <summary>.NET tells of a connection that is gone in the moment in which it was made as the socket's own error.</summary>
    [Fact]
    public async Task Says_that_the_hub_cannot_be_reached_when_it_dies_in_the_moment_of_connecting()
    {
        var address = HubAddress.Parse("http://127.0.0.1:9", "/api");
        using var connection = new HubConnection(new HttpClient(new Dying()), address, null, TimeProvider.System, () => 0);

        var failure = await Assert.ThrowsAsync<HubException>(() => new HubClient(connection).Version(None));

        Assert.Contains("cannot be reached", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Renews_the_token_when_the_hub_no_longer_takes_it()
    {
        await using var hub = await ScriptedHub.Start((_, app) => app.MapGet("/api/version", (HttpRequest request) =>
            request.Headers.Authorization == "Bearer access-2"
                ? Results.Json(new { version = "4.14.0", plugin = "0.1.0" })
                : Results.Json(new { msg = "expired" }, statusCode: 401)));
        using var connection = hub.Connect();

        Assert.Equal("4.14.0", (await new HubClient(connection).Version(None)).Version);

        Assert.Equal(
            ["POST /api/token/node", "GET /api/version Bearer access-1", "POST /api/token/refresh Bearer refresh-1", "GET /api/version Bearer access-2"],
            hub.Asked);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    public async Task Neither_renews_nor_repeats_after_a_refusal(int status)
    {
        await using var hub = await ScriptedHub.Start((_, app) => app.MapGet("/api/version", () => Results.Json(new { msg = "No." }, statusCode: status)));
        using var connection = hub.Connect();

        var refusal = await Assert.ThrowsAsync<HubException>(() => new HubClient(connection).Version(None));

        Assert.Equal(("No.", (HttpStatusCode)status, false), (refusal.Message, refusal.Status!.Value, refusal.IsTransient));
        Assert.Equal(2, hub.Asked.Count);
    }

    [Fact]
    public async Task Repeats_a_read_after_a_passing_failure()
    {
        var calls = 0;
        await using var hub = await ScriptedHub.Start((_, app) => app.MapGet("/api/version", () =>
            ++calls < 3 ? Results.StatusCode(503) : Results.Json(new { version = "4.14.0", plugin = "0.1.0" })));
        using var connection = hub.Connect();

        Assert.Equal("4.14.0", (await new HubClient(connection).Version(None)).Version);
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task Does_not_repeat_what_creates()
    {
        var calls = 0;
        await using var hub = await ScriptedHub.Start((_, app) => app.MapPost("/api/organization", () =>
        {
            calls++;
            return Results.StatusCode(503);
        }));
        using var connection = hub.Connect();

        var failure = await Assert.ThrowsAsync<HubException>(() => new HubClient(connection).Create(new Contracts.NewOrganization("A"), None));

        Assert.Equal((1, true), (calls, failure.IsTransient));
    }

    [Fact]
    public async Task Tells_the_code_of_a_problem()
    {
        await using var hub = await ScriptedHub.Start((_, app) => app.MapGet("/api/version", () => Results.Problem(
            "Attempt 1 was replaced by attempt 2.", statusCode: 409, extensions: new Dictionary<string, object?> { ["code"] = "run.superseded" })));
        using var connection = hub.Connect();

        var refusal = await Assert.ThrowsAsync<HubException>(() => new HubClient(connection).Version(None));

        Assert.Equal(("run.superseded", "Attempt 1 was replaced by attempt 2."), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task Says_so_when_nobody_answers()
    {
        var address = HubAddress.Parse("http://127.0.0.1:1", "/api");
        using var connection = new HubConnection(HubHttp.Create(address), address, null, TimeProvider.System, () => 0);

        var failure = await Assert.ThrowsAsync<HubException>(() => connection.Post<object>("x", Json.Of(1), Repeat.Never, None));

        Assert.Null(failure.Status);
        Assert.StartsWith("The hub at http://127.0.0.1:1/ cannot be reached", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_take_html_for_an_answer()
    {
        await using var hub = await ScriptedHub.Start((_, app) => app.MapGet("/api/version", () => Results.Content("<html>", "text/html")));
        using var connection = hub.Connect();

        var failure = await Assert.ThrowsAsync<HubException>(() => new HubClient(connection).Version(None));

        Assert.Equal("answer.unreadable", failure.Code);
    }

    private sealed class Dying : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new SocketException((int)SocketError.NotConnected);
    }
}
