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
    private static readonly TimeSpan Beats = TimeSpan.FromSeconds(3);

    private static int _joined;

    private readonly Federation _federation;
    private readonly HttpClient _http;
    private readonly RSA _key = RSA.Create(2048);
    private readonly bool _encrypted;
    private readonly int _collaboration;
    private readonly int _number;
    private readonly CancellationTokenSource _leaving = new();

    private Task _beating = Task.CompletedTask;

    private PlayedStation(Federation federation, HttpClient http, int collaboration, int number, bool encrypted) =>
        (_federation, _http, _collaboration, _number, _encrypted) = (federation, http, collaboration, number, encrypted);

    private string Session => $"played-{_number}";

    private int Hospital => _federation.Organisations[0];

    private string PublicKey => PayloadEnvelope.PublicKeyOf(_key);

    public string Collaboration => $"Played {_number}";

    public static async Task<PlayedStation> Join(Federation federation, bool encrypted)
    {
        var number = Interlocked.Increment(ref _joined);
        var collaboration = await federation.Root.Post("collaboration", new JsonObject
        {
            ["name"] = $"Played {number}",
            ["encrypted"] = encrypted,
            ["organization_ids"] = new JsonArray(federation.Organisations[0]),
        });
        var node = await federation.Root.Post("node", new JsonObject
        {
            ["collaboration_id"] = (int)collaboration["id"]!,
            ["organization_id"] = federation.Organisations[0],
        });
        var http = new HttpClient { BaseAddress = new Uri(federation.Hub.Address, "/api/") };
        var station = new PlayedStation(federation, http, (int)collaboration["id"]!, number, encrypted);
        var tokens = await station.Post("token/node", new JsonObject { ["api_key"] = (string)node["api_key"]! });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)tokens!["access_token"]!);
        await station.Post("station/session", new JsonObject { ["session"] = station.Session, ["version"] = "1.0", ["facts"] = new JsonArray() });
        station._beating = station.Beat();
        if (encrypted)
        {
            await station.Show(station.PublicKey);
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
        await Serve(task, result);
        return task;
    }

    /// <summary>Takes a task's run and answers it.</summary>
    /// <returns>What it was asked, opened with the hospital's key.</returns>
    public async Task<string> Serve(int task, string result)
    {
        var (run, attempt) = await Claim(task);
        var asked = await _http.GetStringAsync($"station/runs/{run}/input/{attempt}");
        await Post($"station/runs/{run}/report", new JsonObject { ["attempt"] = attempt, ["state"] = "active" });
        await Post($"station/runs/{run}/report", new JsonObject
        {
            ["attempt"] = attempt,
            ["state"] = "completed",
            ["result"] = Sealed(result),
            ["log"] = "<script>printed</script>",
        });
        return Encoding.UTF8.GetString(_encrypted ? PayloadEnvelope.Decrypt(asked, _key) : PayloadEnvelope.Decode(asked));
    }

    /// <summary>Takes a task's run and says no.</summary>
    public async Task Refuse(int task, string why)
    {
        var (run, attempt) = await Claim(task);
        await Post($"station/runs/{run}/report", new JsonObject { ["attempt"] = attempt, ["state"] = "not allowed", ["cause"] = why });
    }

    /// <summary>The task that was ordered last in its collaboration.</summary>
    public async Task<int> Ordered() =>
        (int)(await _federation.Root.Get($"task?collaboration_id={_collaboration}&sort=-id&per_page=1"))["data"]![0]!["id"]!;

    /// <summary>As if somebody at the hub put a key of their own in the hospital's place.</summary>
    public async Task ChangeKey()
    {
        using var other = RSA.Create(2048);
        await Show(PayloadEnvelope.PublicKeyOf(other));
    }

    public FilePayload KeyFile(string name, bool own)
    {
        using var other = RSA.Create(2048);
        return new FilePayload { Name = name, MimeType = "application/x-pem-file", Buffer = Encoding.ASCII.GetBytes((own ? _key : other).ExportRSAPrivateKeyPem()) };
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _beating;
        _leaving.Dispose();
        _http.Dispose();
        _key.Dispose();
    }

    private async Task Beat()
    {
        using var timer = new PeriodicTimer(Beats);
        try
        {
            while (await timer.WaitForNextTickAsync(_leaving.Token))
            {
                await Post("station/heartbeat", new JsonObject { ["session"] = Session, ["runs"] = new JsonArray() });
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task<(int Run, int Attempt)> Claim(int task)
    {
        var run = (await _federation.RunsOf(task))[0];
        var claim = await Post($"station/runs/{run}/claim", new JsonObject { ["session"] = Session });
        return (run, (int)claim!["attempt"]!);
    }

    private async Task Show(string publicKey)
    {
        using var changed = await _federation.Root.Send(
            HttpMethod.Patch, $"organization/{Hospital}", JsonContent.Create(new JsonObject { ["public_key"] = publicKey }));
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());
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
