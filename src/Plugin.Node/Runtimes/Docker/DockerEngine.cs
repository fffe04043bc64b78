using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Plugin.Node.Runtimes.Docker;

/// <summary>The few calls of the container engine's HTTP API that a station needs, over its unix socket. Docker and Podman speak it alike.</summary>
internal sealed class DockerEngine(string socket) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                return new NetworkStream(connection, ownsSocket: true);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        },
    })
    {
        BaseAddress = new Uri("http://engine/v1.40/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose() => _http.Dispose();

    public Task<JsonElement?> Version(CancellationToken cancellationToken) => Read("version", cancellationToken);

    /// <summary>Null when the engine does not have it.</summary>
    public Task<JsonElement?> Image(string image, CancellationToken cancellationToken) => Read($"images/{image}/json", cancellationToken);

    /// <exception cref="EngineRefusedException">It cannot be had.</exception>
    public async Task Pull(string image, CancellationToken cancellationToken)
    {
        var colon = image.LastIndexOf(':');
        var named = image.Contains('@') || colon > image.LastIndexOf('/') ? image : image + ":latest";
        using var response = await Send(HttpMethod.Post, $"images/create?fromImage={Uri.EscapeDataString(named)}", null, cancellationToken);
        await Require(response, cancellationToken);
        // The engine says 200 first and what went wrong in the stream that follows.
        foreach (var line in (await response.Content.ReadAsStringAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (JsonNode.Parse(line)?["error"]?.GetValue<string>() is { } error)
            {
                throw new EngineRefusedException(HttpStatusCode.NotFound, error);
            }
        }
    }

    /// <exception cref="EngineRefusedException">409: the name is taken.</exception>
    public async Task Create(string name, JsonObject container, CancellationToken cancellationToken)
    {
        using var response = await Send(HttpMethod.Post, $"containers/create?name={name}", JsonContent.Create(container), cancellationToken);
        await Require(response, cancellationToken);
    }

    /// <exception cref="EngineRefusedException">It cannot be started.</exception>
    public async Task Start(string name, CancellationToken cancellationToken)
    {
        using var response = await Send(HttpMethod.Post, $"containers/{name}/start", null, cancellationToken);
        await Require(response, cancellationToken);
    }

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

    public async Task CopyLog(string name, Stream destination, CancellationToken cancellationToken)
    {
        using var response = await Send(
            HttpMethod.Get, $"containers/{name}/logs?stdout=1&stderr=1", null, cancellationToken, HttpCompletionOption.ResponseHeadersRead);
        await Require(response, cancellationToken);
        await using var frames = await response.Content.ReadAsStreamAsync(cancellationToken);
        await MultiplexedLog.Copy(frames, destination, cancellationToken);
    }

    /// <summary>Kills it if it runs. One that is gone already is fine.</summary>
    public async Task Remove(string name, CancellationToken cancellationToken)
    {
        using var response = await Send(HttpMethod.Delete, $"containers/{name}?force=1&v=1", null, cancellationToken);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            await Require(response, cancellationToken);
        }
    }

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

    private async Task<HttpResponseMessage> Send(
        HttpMethod method, string route, HttpContent? body, CancellationToken cancellationToken,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var request = new HttpRequestMessage(method, route) { Content = body };
        try
        {
            return await _http.SendAsync(request, completion, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new RuntimeUnavailableException($"The container engine at {socket} does not answer: {e.Message}", e);
        }
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

/// <param name="Status"><c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>removing</c>, <c>exited</c>, <c>dead</c>.</param>
/// <param name="Process">The process number on the machine, 0 when it does not run.</param>
internal sealed record ContainerState(
    string Status, [property: JsonPropertyName("Pid")] int Process, int ExitCode, [property: JsonPropertyName("OOMKilled")] bool OutOfMemory)
{
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public bool HasExited => Status is "exited" or "dead";
}
