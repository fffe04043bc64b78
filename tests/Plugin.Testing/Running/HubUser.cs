using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Plugin.Testing.Running;

/// <summary>Somebody signed in at a hub, speaking plain HTTP and JSON as any vantage6 client does.</summary>
public sealed class HubUser : IDisposable
{
    private readonly HttpClient _http;

    private HubUser(HttpClient http) => _http = http;

    public static Task<HubUser> SignIn(HubProcess hub, string name, string password) => SignIn(hub.Address, name, password);

    /// <param name="hub">Of a silo, or of what stands in front of several.</param>
    public static async Task<HubUser> SignIn(Uri hub, string name, string password)
    {
        var http = new HttpClient { BaseAddress = hub, Timeout = TimeSpan.FromSeconds(60) };
        var user = new HubUser(http);
        var tokens = await user.Post("token/user", new JsonObject { ["username"] = name, ["password"] = password });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)tokens["access_token"]!);
        return user;
    }

    public async Task<JsonNode> Get(string path)
    {
        using var response = await _http.GetAsync(new Uri($"/api/{path}", UriKind.Relative));
        return await Read(path, response);
    }

    public async Task<JsonNode> Post(string path, JsonNode body)
    {
        using var response = await _http.PostAsJsonAsync($"/api/{path}", body);
        return await Read(path, response);
    }

    /// <summary>The raw answer, for tests of refusals.</summary>
    public Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? body) =>
        _http.SendAsync(new HttpRequestMessage(method, $"/api/{path}") { Content = body });

    /// <summary>The body of an answer as it comes, never whole in memory.</summary>
    public async Task<Stream> Open(string path)
    {
        var response = await _http.GetAsync(new Uri($"/api/{path}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode == HttpStatusCode.OK
            ? await response.Content.ReadAsStreamAsync()
            : throw new InvalidOperationException($"{path} was answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>Null when the hub cannot be reached, as while it is being killed, or says that it cannot answer at the moment.</summary>
    public async Task<JsonNode?> TryGet(string path)
    {
        try
        {
            using var response = await Send(HttpMethod.Get, path, null);
            return response.StatusCode == HttpStatusCode.ServiceUnavailable ? null : await Read(path, response);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>Creates a task with the same input for every organisation and answers its id.</summary>
    public async Task<int> Submit(
        int collaboration, string image, JsonObject input, IEnumerable<int> organisations, params string[] databases)
    {
        var payload = Convert.ToBase64String(Encoding.UTF8.GetBytes(input.ToJsonString()));
        var task = await Post("task", new JsonObject
        {
            ["name"] = "acceptance",
            ["image"] = image,
            ["collaboration_id"] = collaboration,
            ["organizations"] = new JsonArray([.. organisations.Select(id => new JsonObject { ["id"] = id, ["input"] = payload })]),
            ["databases"] = new JsonArray([.. databases.Select(label => new JsonObject { ["label"] = label })]),
        });
        return (int)task["id"]!;
    }

    public void Dispose() => _http.Dispose();

    private static async Task<JsonNode> Read(string path, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{path} was answered {(int)response.StatusCode}: {text}");
    }
}
