using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Contents;

/// <summary>A station that a test plays itself, over plain HTTP as the protocol's page has it.</summary>
internal sealed class PlayedStation : IDisposable
{
    private const string Session = "played-station-1";
    private readonly HttpClient _http;

    private PlayedStation(HttpClient http) => _http = http;

    public static async Task<PlayedStation> SignIn(HubProcess hub, string key)
    {
        var station = new PlayedStation(new HttpClient { BaseAddress = hub.Address, Timeout = TimeSpan.FromMinutes(3) });
        var tokens = await station.Post("token/node", new JsonObject { ["api_key"] = key });
        station._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)tokens!["access_token"]!);
        await station.Post("station/session", new JsonObject { ["session"] = Session, ["version"] = "1.0", ["facts"] = new JsonArray() });
        return station;
    }

    /// <summary>The run is this station's and runs; its first attempt is open.</summary>
    public async Task<JsonNode> Claim(int run)
    {
        var grant = (await Post($"station/runs/{run}/claim", new JsonObject { ["session"] = Session }))!;
        await Post($"station/runs/{run}/report", new JsonObject { ["attempt"] = 1, ["state"] = "active" });
        return grant;
    }

    /// <summary>Sends the bytes from an offset on; throws when the connection breaks.</summary>
    public Task<HttpResponseMessage> Put(int run, Stream content, long offset, long size, CancellationToken cancellationToken)
    {
        var body = new StreamContent(content, 128 * 1024);
        body.Headers.ContentLength = size - offset;
        if (offset > 0)
        {
            body.Headers.ContentRange = new ContentRangeHeaderValue(offset, size - 1, size);
        }

        return _http.PutAsync(new Uri($"/api/station/runs/{run}/contents/1/result", UriKind.Relative), body, cancellationToken);
    }

    public async Task<JsonNode> Progress(int run) =>
        JsonNode.Parse(await _http.GetStringAsync(new Uri($"/api/station/runs/{run}/contents/1/result", UriKind.Relative)))!;

    public Task<JsonNode?> Completed(int run, string content) => Post($"station/runs/{run}/report", new JsonObject
    {
        ["attempt"] = 1,
        ["state"] = "completed",
        ["cause"] = "It ended.",
        ["result_content"] = content,
    });

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode?> Post(string path, JsonObject body)
    {
        using var response = await _http.PostAsJsonAsync($"/api/{path}", body);
        var text = await response.Content.ReadAsStringAsync();
        return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent
            ? text.Length == 0 ? null : JsonNode.Parse(text)
            : throw new InvalidOperationException($"{path} was answered {(int)response.StatusCode}: {text}");
    }
}
