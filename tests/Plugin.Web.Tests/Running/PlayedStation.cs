using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Plugin.Client.Payloads;
using Plugin.Testing.Running;

namespace Plugin.Web.Tests.Running;

/// <summary>A station that answers whatever a test wants, in a collaboration of its own with the researcher's hospital.</summary>
internal sealed class PlayedStation : IAsyncDisposable
{
    private static int _joined;

    private readonly Federation _federation;
    private readonly HttpClient _http;
    private readonly RSA _key = RSA.Create(2048);
    private readonly bool _encrypted;
    private readonly int _collaboration;
    private readonly string _session = $"played-{Interlocked.Increment(ref _joined)}";

    private PlayedStation(Federation federation, HttpClient http, int collaboration, bool encrypted) =>
        (_federation, _http, _collaboration, _encrypted) = (federation, http, collaboration, encrypted);

    private int Hospital => _federation.Organisations[0];

    private string PublicKey => Convert.ToBase64String(Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem() + "\n"));

    public static async Task<PlayedStation> Join(Federation federation, bool encrypted)
    {
        var collaboration = await federation.Root.Post("collaboration", new JsonObject
        {
            ["name"] = $"Played {Interlocked.Increment(ref _joined)}",
            ["encrypted"] = encrypted,
            ["organization_ids"] = new JsonArray(federation.Organisations[0]),
        });
        var node = await federation.Root.Post("node", new JsonObject
        {
            ["collaboration_id"] = (int)collaboration["id"]!,
            ["organization_id"] = federation.Organisations[0],
        });
        var http = new HttpClient { BaseAddress = new Uri(federation.Hub.Address, "/api/") };
        var station = new PlayedStation(federation, http, (int)collaboration["id"]!, encrypted);
        var tokens = await station.Post("token/node", new JsonObject { ["api_key"] = (string)node["api_key"]! });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)tokens!["access_token"]!);
        await station.Post("station/session", new JsonObject { ["session"] = station._session, ["version"] = "1.0", ["facts"] = new JsonArray() });
        if (encrypted)
        {
            using var changed = await federation.Root.Send(
                HttpMethod.Patch, $"organization/{station.Hospital}", JsonContent.Create(new JsonObject { ["public_key"] = station.PublicKey }));
            Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());
        }

        return station;
    }

    /// <summary>Orders a task as the researcher and answers it with this result.</summary>
    public async Task<int> Answer(string result)
    {
        var task = (int)(await _federation.Researcher.Post("task", new JsonObject
        {
            ["name"] = "Played",
            ["image"] = Federation.Image,
            ["collaboration_id"] = _collaboration,
            ["organizations"] = new JsonArray(new JsonObject { ["id"] = Hospital, ["input"] = Sealed("""{"method": "played"}""") }),
            ["databases"] = new JsonArray(),
        }))["id"]!;
        var run = (await _federation.RunsOf(task))[0];
        var claim = await Post($"station/runs/{run}/claim", new JsonObject { ["session"] = _session });
        var attempt = (int)claim!["attempt"]!;
        await Post($"station/runs/{run}/report", new JsonObject { ["attempt"] = attempt, ["state"] = "active" });
        await Post($"station/runs/{run}/report", new JsonObject
        {
            ["attempt"] = attempt,
            ["state"] = "completed",
            ["result"] = Sealed(result),
            ["log"] = "<script>printed</script>",
        });
        return task;
    }

    public FilePayload KeyFile(string name, bool own)
    {
        using var other = RSA.Create(2048);
        return new FilePayload { Name = name, MimeType = "application/x-pem-file", Buffer = Encoding.ASCII.GetBytes((own ? _key : other).ExportRSAPrivateKeyPem()) };
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _key.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Sealed(string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        return _encrypted ? PayloadEnvelope.Encrypt(bytes, PublicKey) : PayloadEnvelope.Encode(bytes);
    }

    private async Task<JsonNode?> Post(string path, JsonObject body)
    {
        using var response = await _http.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }
}
