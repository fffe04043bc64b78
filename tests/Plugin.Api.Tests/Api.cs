using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Api.Tests;

/// <summary>One caller's way to a hub, without any convenience: what was answered, as it came, and as the API's description says.</summary>
public sealed class Api(Uri hub, string? token)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = Eventually.Patience,
    };

    public Uri Address => hub;

    public string? Token => token;

    public Api With(string? other) => new(hub, other);

    /// <summary>The same caller at another hub.</summary>
    public Api At(Api other) => other.With(token);

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path, null);

    public Task<Answer> Post(string path, string? json, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, path, json is null ? null : Json(json), headers);

    public Task<Answer> Patch(string path, string json) => Send(HttpMethod.Patch, path, Json(json));

    public Task<Answer> Put(string path, string json) => Send(HttpMethod.Put, path, Json(json));

    /// <summary>As three nested routes want it.</summary>
    public Task<Answer> Delete(string path, string json) => Send(HttpMethod.Delete, path, Json(json));

    public Task<Answer> Delete(string path) => Send(HttpMethod.Delete, path, null);

    public async Task<Answer> Send(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, body);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var type = response.Content.Headers.ContentType?.MediaType;
        var answer = new Answer(
            (int)response.StatusCode, type, text.Length > 0 && type is not null && type.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(text) : null,
            response.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase));
        Assert.Empty((await ApiContract.Get()).Errors(method.Method, path, answer.Status, answer.Type, answer.Body));
        return answer;
    }

    /// <summary>The text of a good answer.</summary>
    public async Task<string> Read(HttpMethod method, string path)
    {
        using var request = Request(method, path, null);
        using var response = await Http.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>The response as it begins; the caller disposes it.</summary>
    public async Task<HttpResponseMessage> Open(string path)
    {
        using var request = Request(HttpMethod.Get, path, null);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<Api> LogIn(string user, string password)
    {
        var answer = await Post("token/user", $$"""{"username":"{{user}}","password":"{{password}}"}""");
        Assert.Equal(200, answer.Status);
        return With(answer.Text("access_token"));
    }

    public async Task<Api> LogIn(string apiKey)
    {
        var answer = await Post("token/node", $$"""{"api_key":"{{apiKey}}"}""");
        Assert.Equal(200, answer.Status);
        return With(answer.Text("access_token"));
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? body)
    {
        var request = new HttpRequestMessage(method, new Uri(hub, path.StartsWith('/') ? path : $"/api/{path}")) { Content = body };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return request;
    }
}

public sealed record Answer(int Status, string? Type, JsonNode? Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode this[string key] => Body![key]!;

    public string Text(string key) => (string)Body![key]!;

    public int Id => (int)Body!["id"]!;

    /// <summary>The names in a plain array, as nested routes answer.</summary>
    public IReadOnlyList<string> Names => [.. Body!.AsArray().Select(item => (string)item!["name"]!)];

    public IReadOnlyList<JsonNode> Data => [.. Body!["data"]!.AsArray().Select(item => item!)];

    public IReadOnlyList<int> Ids => [.. Data.Select(item => (int)item["id"]!)];
}
