using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plugin.Algorithms.Federation;

/// <summary>
/// The node's proxy, the only thing an algorithm can reach. A call whose connection breaks is repeated, for at most ten minutes of unbroken
/// trouble: the node may be restarting. A post may then arrive twice; PLUGIN's proxy recognises the repetition by its equal body.
/// </summary>
internal sealed class NodeProxy(HttpClient http, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <param name="api">Address of the proxy's API, ending in a slash.</param>
    /// <param name="trace">The trace that the node wants requests to go on with, as W3C <c>traceparent</c>.</param>
    public static NodeProxy Connect(Uri api, ContainerToken token, string? trace, TimeProvider clock)
    {
        var http = new HttpClient { BaseAddress = api, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Bearer);
        http.DefaultRequestHeaders.Accept.ParseAdd("*/*");
        if (trace is not null)
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation("traceparent", trace);
        }

        return new NodeProxy(http, clock);
    }

    public Task<JsonElement> Get(string path, CancellationToken cancellationToken) =>
        Send(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    public Task<JsonElement> Post(string path, JsonObject body, CancellationToken cancellationToken) =>
        Send(() => new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) }, cancellationToken);

    /// <summary>All items of a list, page by page.</summary>
    public async Task<List<JsonElement>> GetAll(string path, CancellationToken cancellationToken)
    {
        var items = new List<JsonElement>();
        for (var page = 1; ; page++)
        {
            var answer = await Get($"{path}&page={page}", cancellationToken);
            items.AddRange(answer.GetProperty("data").EnumerateArray());
            var more = answer.TryGetProperty("links", out var links)
                && links.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String;
            if (!more)
            {
                return items;
            }
        }
    }

    public void Dispose() => http.Dispose();

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), mediaType: new MediaTypeHeaderValue("application/json"));

    private async Task<JsonElement> Send(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        foreach (var pause in Pauses.Growing())
        {
            try
            {
                using var message = request();
                using var answer = await http.SendAsync(message, cancellationToken);
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return JsonElement.Parse(text);
                }

                // An answer, unlike a broken connection, says that a post was dealt with: only reads are worth another try.
                var isWorthRepeating = message.Method == HttpMethod.Get && IsPassing(answer.StatusCode);
                if (!isWorthRepeating || clock.GetElapsedTime(started) > Patience)
                {
                    throw new AlgorithmFailure($"The node's proxy refused {message.Method} {Route(message)} with {(int)answer.StatusCode}: {Reason(text)}");
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
            {
                if (clock.GetElapsedTime(started) > Patience)
                {
                    throw new AlgorithmFailure($"The node's proxy at {http.BaseAddress} cannot be reached: {e.Message}", e);
                }
            }
            catch (JsonException e)
            {
                throw new AlgorithmFailure("The node's proxy answered with something that is not JSON.", e);
            }

            await Task.Delay(pause, clock, cancellationToken);
        }

        throw new System.Diagnostics.UnreachableException("The pauses never end.");
    }

    private static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private static string Route(HttpRequestMessage message) => message.RequestUri!.OriginalString.Split('?')[0];

    private static string Reason(string text)
    {
        try
        {
            var body = JsonElement.Parse(text);
            return body.ValueKind == JsonValueKind.Object && body.TryGetProperty("msg", out var reason) ? reason.ToString() : text;
        }
        catch (JsonException)
        {
            return "an answer that is not JSON";
        }
    }
}
