using System.Text;
using System.Text.Json;
using Plugin.Api.Outbound;

namespace Plugin.Api.AlgorithmStores;

/// <summary>What the hub asks of algorithm stores, on behalf of the user whose token it passes on.</summary>
/// <remarks>Stores ask the hub back who that is before they answer, so no call is made while anything is held.</remarks>
internal sealed class StoreClient(OutboundHttp http)
{
    public Task<StoreAnswer> Introduce(StoreCall call, bool force, CancellationToken cancellationToken) =>
        Send(call, HttpMethod.Post, "vantage6-server", force ? new { url = call.ServerUrl, force } : new { url = call.ServerUrl }, cancellationToken);

    public Task<StoreAnswer> PublicPolicies(StoreCall call, CancellationToken cancellationToken) =>
        Send(call, HttpMethod.Get, "policy/public", null, cancellationToken);

    public Task<StoreAnswer> KnownServers(StoreCall call, CancellationToken cancellationToken) =>
        Send(call, HttpMethod.Get, $"vantage6-server?url={Uri.EscapeDataString(call.ServerUrl)}", null, cancellationToken);

    public Task<StoreAnswer> Forget(StoreCall call, int server, CancellationToken cancellationToken) =>
        Send(call, HttpMethod.Delete, $"vantage6-server/{server}", null, cancellationToken);

    public Task<StoreAnswer> Algorithms(StoreCall call, string image, CancellationToken cancellationToken) =>
        Send(call, HttpMethod.Get, $"algorithm?image={Uri.EscapeDataString(image)}", null, cancellationToken);

    public Task<StoreAnswer> Approved(StoreCall call, int page, int size, CancellationToken cancellationToken) =>
        Send(call, HttpMethod.Get, $"algorithm?page={page}&per_page={size}", null, cancellationToken);

    /// <exception cref="OutboundRefusedException"/>
    /// <exception cref="HttpRequestException"/>
    private async Task<StoreAnswer> Send(
        StoreCall call, HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri($"{call.StoreUrl}/{path}"))
        {
            // Whole, so that its length is said: servers behind WSGI take a body in chunks for an empty one.
            Content = body is null ? null : new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };

        // Stores behind WSGI read both spellings as one header, others only one of them.
        request.Headers.TryAddWithoutValidation("server_url", call.ServerUrl);
        request.Headers.TryAddWithoutValidation("Server-Url", call.ServerUrl);
        request.Headers.TryAddWithoutValidation("Authorization", call.Authorization);
        using var response = await http.Send(request, cancellationToken);
        return new StoreAnswer((int)response.StatusCode, Json(await response.Content.ReadAsByteArrayAsync(cancellationToken)));
    }

    private static JsonElement? Json(byte[] bytes)
    {
        try
        {
            return JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="ServerUrl">What the store knows this hub by.</param>
/// <param name="Authorization">The caller's header, as it came.</param>
internal sealed record StoreCall(string StoreUrl, string ServerUrl, string Authorization)
{
    // The generated text would show the token.
    public override string ToString() => $"StoreCall {{ StoreUrl = {StoreUrl} }}";
}

/// <param name="Body">Null when it was not JSON.</param>
internal sealed record StoreAnswer(int Status, JsonElement? Body)
{
    private const int MaxMessage = 500;

    public bool Is(params ReadOnlySpan<int> statuses) => statuses.Contains(Status);

    /// <summary>The store's own words about a failure.</summary>
    public string Message =>
        (Text(Body, "msg") ?? Text(Body, "message")) is { } text
            ? $"The algorithm store answered: {(text.Length > MaxMessage ? text[..MaxMessage] : text)}"
            : $"The algorithm store answered {Status}.";

    /// <summary>A text field of an object; null when there is none.</summary>
    public static string? Text(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
