using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plugin.Load;

/// <summary>Somebody who orders tasks on a connection of their own and spends as little as possible on it: the hub shares the machine.</summary>
public sealed class Researcher : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http;
    private readonly Ledger _ledger;
    private readonly TimeProvider _time;

    private Researcher(HttpClient http, Ledger ledger, TimeProvider time) => (_http, _ledger, _time) = (http, ledger, time);

    /// <summary>Of the tasks of this one that were accepted: from sending to the answer.</summary>
    public Latencies Submits { get; } = new();

    public static async Task<Researcher> SignIn(Silos silos, int client, string name, Ledger ledger, TimeProvider time, CancellationToken cancellationToken)
    {
        var http = silos.Open(client);
        using var response = await http.PostAsJsonAsync("token/user", new { username = name, password = Population.Password }, cancellationToken);
        var tokens = JsonNode.Parse(await Read(response, cancellationToken))!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)tokens["access_token"]!);
        return new Researcher(http, ledger, time);
    }

    /// <summary>The same person on one more connection: signing in costs much.</summary>
    public Researcher Another(Silos silos, int client)
    {
        var http = silos.Open(client);
        http.DefaultRequestHeaders.Authorization = _http.DefaultRequestHeaders.Authorization;
        return new Researcher(http, _ledger, _time);
    }

    /// <summary>Orders a task and answers its id and what becomes of it. While nobody answers, it is sent again under the same key.</summary>
    public async Task<(int Task, Order Order)> Submit(Crowd crowd, CancellationToken cancellationToken)
    {
        var body = TaskOrders.Of(crowd.Collaboration, crowd.Organisations);
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var sent = Stopwatch.GetTimestamp();
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "task") { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add("Idempotency-Key", key);
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                limit.CancelAfter(Patience);
                using var response = await _http.SendAsync(request, limit.Token);
                if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway))
                {
                    var task = IdIn(await Read(response, limit.Token));
                    Submits.Since(sent);
                    return (task, _ledger.Accept(task, crowd.Organisations.Count, sent));
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // Its silo is gone; the next connection finds another.
            }

            await Task.Delay(Pause, _time, cancellationToken);
        }
    }

    /// <summary>How many results of the task can be read.</summary>
    public async Task<int> Results(int task, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri($"result?task_id={task}&per_page=100", UriKind.Relative), cancellationToken);
        using var results = JsonDocument.Parse(await Read(response, cancellationToken));
        return results.RootElement.GetProperty("data").EnumerateArray().Count(result => result.GetProperty("result").ValueKind == JsonValueKind.String);
    }

    public async Task<string> StatusOf(int node, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri($"node/{node}", UriKind.Relative), cancellationToken);
        return (string)JsonNode.Parse(await Read(response, cancellationToken))!["status"]!;
    }

    public void Dispose() => _http.Dispose();

    private static int IdIn(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
            {
                var found = reader.ValueTextEquals("id"u8);
                reader.Read();
                if (found)
                {
                    return reader.GetInt32();
                }

                reader.Skip();
            }
        }

        throw new InvalidOperationException("The hub's answer to an order has no id.");
    }

    private static async Task<byte[]> Read(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? bytes
            : throw new InvalidOperationException(
                $"{response.RequestMessage?.RequestUri} was answered {(int)response.StatusCode}: {System.Text.Encoding.UTF8.GetString(bytes)}");
    }
}
