using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Node.Configuration;

namespace Plugin.Node.Runtimes.Docker;

/// <summary>The few calls of the container engine's HTTP API that a station needs. Docker and Podman speak it alike.</summary>
internal sealed class DockerEngine(RuntimeConfig.Docker config) : IDisposable
{
    // The first that can ask for GPUs, and the one these calls were written for; newer engines may have given up both.
    private static readonly System.Version Oldest = new(1, 40);
    private static readonly System.Version Usual = new(1, 41);

    private readonly HttpClient _http = EngineHttp.Create(config);
    private string? _version;

    public void Dispose() => _http.Dispose();

    public Task<JsonElement?> Version(CancellationToken cancellationToken) => Read("version", cancellationToken);

    /// <summary>Null when the engine does not have it.</summary>
    public Task<JsonElement?> Image(string image, CancellationToken cancellationToken) => Read($"images/{image}/json", cancellationToken);

    /// <summary>Tries a login; the engine keeps nothing of it.</summary>
    /// <exception cref="EngineRefusedException">The registry does not accept it, or the engine does not reach it.</exception>
    public Task Login(RegistryLogin login, CancellationToken cancellationToken) => Order(
        HttpMethod.Post, "auth", new ReadOnlyMemoryContent(RegistryLogins.Body(login)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } }, cancellationToken);

    /// <param name="image">With a tag or a digest.</param>
    /// <exception cref="EngineRefusedException">It cannot be had.</exception>
    public async Task Pull(string image, RegistryLogin? login, CancellationToken cancellationToken)
    {
        using var response = await Send(
            HttpMethod.Post, $"images/create?fromImage={Uri.EscapeDataString(image)}", null, cancellationToken, HttpCompletionOption.ResponseHeadersRead,
            login is null ? null : request => request.Headers.Add("X-Registry-Auth", RegistryLogins.Header(login)));
        await Require(response, cancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        // The engine says 200 first and what went wrong in the stream that follows.
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0 && JsonNode.Parse(line)?["error"]?.GetValue<string>() is { } error)
            {
                throw new EngineRefusedException(HttpStatusCode.NotFound, error);
            }
        }
    }

    /// <exception cref="EngineRefusedException">409: the name is taken.</exception>
    public Task Create(string name, JsonObject container, CancellationToken cancellationToken) =>
        Order(HttpMethod.Post, $"containers/create?name={name}", JsonContent.Create(container), cancellationToken);

    /// <exception cref="EngineRefusedException">It cannot be started.</exception>
    public Task Start(string name, CancellationToken cancellationToken) =>
        Order(HttpMethod.Post, $"containers/{name}/start", null, cancellationToken);

    public async Task<ContainerState?> Container(string name, CancellationToken cancellationToken) =>
        await Read($"containers/{name}/json", cancellationToken) is { } container
            ? container.GetProperty("State").Deserialize<ContainerState>()! with
            {
                Labels = container.GetProperty("Config").GetProperty("Labels").Deserialize<Dictionary<string, string>>() ?? [],
            }
            : null;

    /// <summary>Returns when the container no longer runs, or when it cannot tell; look then.</summary>
    public async Task Wait(string name, CancellationToken cancellationToken)
    {
        using var response = await Send(HttpMethod.Post, $"containers/{name}/wait", null, cancellationToken);
    }

    /// <summary>What the container printed so far; with <paramref name="follow"/> also what it prints from now on, until it ends.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> Log(
        string name, bool follow, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await Send(
            HttpMethod.Get, $"containers/{name}/logs?stdout=1&stderr=1{(follow ? "&follow=1" : "")}", null, cancellationToken,
            HttpCompletionOption.ResponseHeadersRead);
        await Require(response, cancellationToken);
        await using var frames = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var piece in MultiplexedLog.Read(frames, cancellationToken))
        {
            yield return piece;
        }
    }

    /// <summary>Asks it to end; whether it has is another question.</summary>
    public Task Ask(string name, CancellationToken cancellationToken) =>
        Order(HttpMethod.Post, $"containers/{name}/kill?signal=SIGTERM", null, cancellationToken, gone: true);

    public Task Kill(string name, CancellationToken cancellationToken) =>
        Order(HttpMethod.Post, $"containers/{name}/kill", null, cancellationToken, gone: true);

    /// <summary>Kills it if it runs. One that is gone already is fine.</summary>
    public Task Remove(string name, CancellationToken cancellationToken) =>
        Order(HttpMethod.Delete, $"containers/{name}?force=1&v=1", null, cancellationToken, gone: true);

    /// <summary>The labels of all containers, running or not, that carry this one.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> Labelled(string label, CancellationToken cancellationToken)
    {
        var filter = Uri.EscapeDataString(JsonSerializer.Serialize(new { label = new[] { label } }));
        using var response = await Send(HttpMethod.Get, $"containers/json?all=1&filters={filter}", null, cancellationToken);
        await Require(response, cancellationToken);
        var list = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return [.. list.EnumerateArray().Select(c => c.GetProperty("Labels").Deserialize<Dictionary<string, string>>()!)];
    }

    private async Task<JsonElement?> Read(string route, CancellationToken cancellationToken)
    {
        using var response = await Send(HttpMethod.Get, route, null, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await Require(response, cancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <param name="gone">That there is no such container, or that it does not run, is fine.</param>
    private async Task Order(HttpMethod method, string route, HttpContent? body, CancellationToken cancellationToken, bool gone = false)
    {
        using var response = await Send(method, route, body, cancellationToken);
        if (!gone || response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict))
        {
            await Require(response, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> Send(
        HttpMethod method, string route, HttpContent? body, CancellationToken cancellationToken,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead, Action<HttpRequestMessage>? prepare = null)
    {
        try
        {
            _version ??= await Negotiated(cancellationToken);
            using var request = new HttpRequestMessage(method, $"v{_version}/{route}") { Content = body };
            prepare?.Invoke(request);
            return await _http.SendAsync(request, completion, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            // Another version of it may be on its way up.
            _version = null;
            throw new RuntimeUnavailableException($"The container engine at {config.Place} does not answer: {e.GetBaseException().Message}", e);
        }
    }

    /// <summary>The version that both sides speak; an engine answers this question in any.</summary>
    private async Task<string> Negotiated(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri("version", UriKind.Relative), cancellationToken);
        await Require(response, cancellationToken);
        var told = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return Common(Text("ApiVersion"), Text("MinAPIVersion"));

        string? Text(string name) => told.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    /// <exception cref="RuntimeUnavailableException">There is none.</exception>
    internal static string Common(string? newest, string? oldest)
    {
        if (!System.Version.TryParse(newest, out var most) || most < Oldest)
        {
            throw new RuntimeUnavailableException(
                $"The container engine speaks version {newest ?? "?"} of its API; this station needs {Oldest} or a newer one. Update the engine.", null);
        }

        var usual = most < Usual ? most : Usual;
        return (System.Version.TryParse(oldest, out var least) && least > usual ? least : usual).ToString(2);
    }

    private static async Task Require(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // 304: it is so already.
        if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.NotModified)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new EngineRefusedException(response.StatusCode, Message(text) ?? $"The engine answered {(int)response.StatusCode}.");
        }
    }

    private static string? Message(string text)
    {
        try
        {
            return JsonNode.Parse(text)?["message"]?.GetValue<string>();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The engine answered, and said no. Where nobody knows better, the call is worth another try.</summary>
internal sealed class EngineRefusedException(HttpStatusCode status, string message) : IOException(message)
{
    public HttpStatusCode Status { get; } = status;
}
