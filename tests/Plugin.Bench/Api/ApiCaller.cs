using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Bench.Api;

/// <summary>Somebody who calls a hub on a connection of their own, and spends as little as possible on it: the hub shares this machine.</summary>
internal sealed class ApiCaller : IDisposable
{
    private readonly HttpClient _http;

    private ApiCaller(HubProcess hub) => _http = new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 1 })
    {
        BaseAddress = new Uri(hub.Address, "api/"),
        Timeout = TimeSpan.FromSeconds(60),
    };

    public static ApiCaller Nobody(HubProcess hub) => new(hub);

    public static Task<ApiCaller> Researcher(HubProcess hub, int number) => User(hub, Hospitals.NameOf(number), Hospitals.Password);

    public static Task<ApiCaller> User(HubProcess hub, string name, string password) =>
        SignIn(hub, "token/user", new { username = name, password });

    public static Task<ApiCaller> Node(HubProcess hub, string key) => SignIn(hub, "token/node", new { api_key = key });

    /// <summary>The same person on one more connection: signing in costs much.</summary>
    public ApiCaller Another(HubProcess hub)
    {
        var other = new ApiCaller(hub);
        other._http.DefaultRequestHeaders.Authorization = _http.DefaultRequestHeaders.Authorization;
        return other;
    }

    public async Task Get(string path) => await Read(await _http.GetAsync(new Uri(path, UriKind.Relative)));

    public async Task Post(string path, ReadOnlyMemory<byte> json)
    {
        using var content = new ReadOnlyMemoryContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        await Read(await _http.PostAsync(new Uri(path, UriKind.Relative), content));
    }

    public async Task<JsonNode?> Ask<T>(string path, T body) =>
        JsonNode.Parse(await Read(await _http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body)));

    public async Task<JsonNode> Show(string path) => JsonNode.Parse(await Read(await _http.GetAsync(new Uri(path, UriKind.Relative))))!;

    public void Dispose() => _http.Dispose();

    private static async Task<ApiCaller> SignIn<T>(HubProcess hub, string path, T body)
    {
        var caller = new ApiCaller(hub);
        var tokens = (await caller.Ask(path, body))!;
        caller._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)tokens["access_token"]!);
        return caller;
    }

    private static async Task<byte[]> Read(HttpResponseMessage response)
    {
        using (response)
        {
            var bytes = await response.Content.ReadAsByteArrayAsync();
            return response.IsSuccessStatusCode
                ? bytes
                : throw new InvalidOperationException(
                    $"{response.RequestMessage?.RequestUri} was answered {(int)response.StatusCode}: {System.Text.Encoding.UTF8.GetString(bytes)}");
        }
    }
}
