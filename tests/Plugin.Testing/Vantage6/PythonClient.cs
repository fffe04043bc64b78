using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plugin.Testing.Vantage6;

/// <param name="Path">With the query.</param>
public sealed record Exchange(string Method, string Path, string? Body, int Status);

/// <summary>
/// vantage6's Python client as its documentation and the contract have it, written without any of the product's code: every status above 210 is
/// refreshed and repeated once, whatever it says; a body that is no JSON breaks it; unset parameters are left out, lists repeat their key,
/// booleans are <c>True</c> and <c>False</c>.
/// </summary>
public sealed partial class PythonClient(Uri host, string apiPath = "/api") : IDisposable
{
    private const int LastGoodStatus = 210;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(60) };
    private readonly List<Exchange> _exchanges = [];
    private string? _accessToken;
    private string? _refreshToken;
    private string? _refreshUrl;
    private RSA? _privateKey;

    /// <summary>Everything that went over the wire, in order.</summary>
    public IReadOnlyList<Exchange> Exchanges => _exchanges;

    public int Id { get; private set; }

    public int OrganizationId { get; private set; }

    public string OrganizationName { get; private set; } = "";

    /// <exception cref="InvalidOperationException">The hub does not let them in.</exception>
    public async Task Authenticate(string username, string password, int? mfaCode = null)
    {
        var body = new JsonObject { ["username"] = username, ["password"] = password };
        if (mfaCode is { } code)
        {
            body["mfa_code"] = code;
        }

        var user = await LogIn("token/user", body, "user");
        OrganizationId = (int)user["organization"]!["id"]!;
        OrganizationName = (string)(await Request("GET", $"organization/{OrganizationId}"))["name"]!;
    }

    public async Task AuthenticateNode(string apiKey)
    {
        var node = await LogIn("token/node", new JsonObject { ["api_key"] = apiKey }, "node");
        OrganizationId = (int)node["organization"]!["id"]!;
        OrganizationName = (string)(await Request("GET", $"organization/{OrganizationId}"))["name"]!;
    }

    /// <summary>Null stands for the dummy mode: nothing is encrypted, and nothing asked.</summary>
    /// <param name="pem">A private key; its public key is compared byte for byte with the organization's.</param>
    /// <returns>Whether the key was uploaded.</returns>
    public async Task<bool> SetupEncryption(string? pem)
    {
        if (pem is null)
        {
            _privateKey = null;
            return false;
        }

        _privateKey = RSA.Create();
        _privateKey.ImportFromPem(pem);
        var own = Encoding.ASCII.GetBytes(_privateKey.ExportSubjectPublicKeyInfoPem() + "\n");
        var known = Convert.FromBase64String((string)(await Request("GET", $"organization/{OrganizationId}"))["public_key"]!);
        if (known.AsSpan().SequenceEqual(own))
        {
            return false;
        }

        await Request("PATCH", $"organization/{OrganizationId}", new JsonObject { ["public_key"] = Convert.ToBase64String(own) });
        return true;
    }

    /// <summary>The answer as JSON, error or not: a caller of the Python client gets a dictionary either way.</summary>
    /// <param name="parameters">Of the query: null is left out, lists repeat the key.</param>
    public async Task<JsonNode> Request(
        string method, string endpoint, JsonNode? json = null, params (string Name, object? Value)[] parameters)
    {
        var (status, answer) = await Send(method, endpoint, json, parameters);
        if (status <= LastGoodStatus)
        {
            return answer;
        }

        // The client calls a method of strings on it.
        _ = (string)answer["msg"]! ?? throw new InvalidOperationException($"{method} {endpoint} failed with {status} and no msg.");
        await Refresh();
        return (await Send(method, endpoint, json, parameters)).Answer;
    }

    /// <summary>As the client polls, but without its long pauses; an unknown status is the end for it.</summary>
    public async Task<IReadOnlyList<string?>> WaitForResults(int task, TimeSpan within)
    {
        await Running.Eventually.Get(
            async () => (string?)(await Request("GET", $"task/{task}/status"))["status"] is "pending" or "initializing" or "active" ? null : "ended",
            within, () => $"the end of task {task}");
        return await Results(task);
    }

    public void Dispose()
    {
        _http.Dispose();
        _privateKey?.Dispose();
    }

    private async Task<JsonNode> LogIn(string endpoint, JsonObject body, string kind)
    {
        _accessToken = null;
        var (status, tokens) = await Send("POST", endpoint, body, []);
        if (status > LastGoodStatus || tokens["access_token"] is null)
        {
            throw new InvalidOperationException($"Not let in: {(string?)tokens["msg"]}");
        }

        Keep(tokens);
        Id = (int)Claims(_accessToken!)["sub"]!;
        return await Request("GET", $"{kind}/{Id}");
    }

    private async Task Refresh()
    {
        var (status, tokens) = await Ask("POST", new Uri(host, _refreshUrl), null, _refreshToken);
        if (status != 200)
        {
            throw new InvalidOperationException($"The token cannot be refreshed ({status}).");
        }

        Keep(tokens);
    }

    private void Keep(JsonNode tokens)
    {
        _accessToken = (string)tokens["access_token"]!;
        _refreshToken = (string)tokens["refresh_token"]!;
        _refreshUrl = (string?)tokens["refresh_url"] ?? _refreshUrl;
    }

    private Task<(int Status, JsonNode Answer)> Send(
        string method, string endpoint, JsonNode? json, (string Name, object? Value)[] parameters)
    {
        var query = parameters.SelectMany(p => p.Value switch
        {
            null => [],
            IEnumerable<int> many => many.Select(value => (p.Name, Text: Spelled(value))),
            IEnumerable<string> many => many.Select(value => (p.Name, Text: value)),
            var one => [(p.Name, Spelled(one))],
        }).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Text)}");
        var path = $"{apiPath}/{endpoint}{(query.Any() ? "?" : "")}{string.Join('&', query)}";
        return Ask(method, new Uri(host, path), json is null ? null : new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json"), _accessToken);
    }

    private async Task<(int Status, JsonNode Answer)> Ask(string method, Uri address, HttpContent? body, string? token)
    {
        var (status, text) = await Exchange(method, address, body, token);
        var answer = JsonNode.Parse(text) ?? throw new JsonException($"{method} {address} was answered with null.");
        return (status, answer);
    }

    private async Task<(int Status, byte[] Answer)> Exchange(string method, Uri address, HttpContent? body, string? token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = body };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        var sent = body is StringContent ? await body.ReadAsStringAsync() : null;
        using var response = await _http.SendAsync(request);
        _exchanges.Add(new Exchange(method, address.PathAndQuery, sent, (int)response.StatusCode));
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync());
    }

    private static string Spelled(object value) => value switch
    {
        true => "True",
        false => "False",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    private static JsonNode Claims(string token)
    {
        var part = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        return JsonNode.Parse(Convert.FromBase64String(part + new string('=', (4 - (part.Length % 4)) % 4)))!;
    }
}
