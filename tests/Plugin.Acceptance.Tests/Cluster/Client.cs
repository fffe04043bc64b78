using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Cluster;

/// <summary>
/// Works without a pause: orders a task, reads it at once by its id and in the list, and looks at others. It never asks twice: what went
/// wrong is noted, and it goes on with the next.
/// </summary>
/// <param name="looks">How often it looks at the list between two orders: orders are quicker than what they ask for, which a test may have to wait for.</param>
internal sealed class Client(HubUser user, Installation installation, int looks = 0)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<(TimeSpan At, string What)> _failures = [];
    private TimeSpan _lastDone;
    private TimeSpan _longestGap;

    public List<int> Tasks { get; } = [];

    /// <summary>What failed, and when.</summary>
    public IReadOnlyList<string> Failures => [.. _failures.Select(failure => $"{failure.At.TotalSeconds:0.00} s: {failure.What}")];

    /// <summary>The longest time in which nothing succeeded.</summary>
    public TimeSpan LongestGap => _longestGap;

    public int Done { get; private set; }

    /// <summary>Each of them gets some more answers.</summary>
    public static async Task Progress(IReadOnlyList<Client> clients, TimeSpan within)
    {
        var before = clients.Select(client => client.Done).ToList();
        await Eventually.Get(
            () => Task.FromResult(clients.Select((client, i) => client.Done - before[i]).Min() >= 10 ? "on" : null),
            within, () => $"answers.\n{string.Join('\n', clients.SelectMany(client => client.Failures))}");
    }

    public async Task Work(CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            await Try(HttpMethod.Get, "organization?per_page=10", null);
            for (var look = 0; look < looks && !until.IsCancellationRequested; look++)
            {
                await Try(HttpMethod.Get, "task?per_page=20", null);
            }

            if (await Try(HttpMethod.Post, "task", Order()) is { } task)
            {
                var id = (int)task["id"]!;
                Tasks.Add(id);
                if (await Try(HttpMethod.Get, $"task/{id}", null) is { } read && (int)read["id"]! != id)
                {
                    Fail($"task {id} is read as {read}");
                }

                if (await Try(HttpMethod.Get, "task?sort=-id&per_page=20", null) is { } list
                    // While this request waited, others may have ordered more than a page of tasks.
                    && list["data"]!.AsArray().Select(listed => (int)listed!["id"]!).ToList() is var listed
                    && !listed.Contains(id) && (listed.Count < 20 || listed[^1] < id))
                {
                    Fail($"task {id} is not in the list, which has {string.Join(", ", listed)}");
                }
            }
        }
    }

    private async Task<JsonNode?> Try(HttpMethod method, string path, JsonNode? body)
    {
        try
        {
            using var content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await user.Send(method, path, content);
            var text = await response.Content.ReadAsStringAsync();
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created)
            {
                var now = _clock.Elapsed;
                var gap = Done == 0 ? TimeSpan.Zero : now - _lastDone;
                _longestGap = gap > _longestGap ? gap : _longestGap;
                _lastDone = now;
                Done++;
                return JsonNode.Parse(text);
            }

            Fail($"{method} {path} was answered {(int)response.StatusCode}: {text}");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or OperationCanceledException)
        {
            Fail($"{method} {path}: {e.Message}");
        }

        return null;
    }

    private void Fail(string what) => _failures.Add((_clock.Elapsed, what));

    private JsonObject Order() => new()
    {
        ["name"] = "cluster",
        ["image"] = Federation.Image,
        ["collaboration_id"] = installation.Collaboration,
        ["organizations"] = new JsonArray(new JsonObject
        {
            ["id"] = installation.Organisation,
            ["input"] = Convert.ToBase64String("""{"method":"wait","kwargs":{"milliseconds":10}}"""u8),
        }),
        ["databases"] = new JsonArray(new JsonObject { ["label"] = "default" }),
    };
}
