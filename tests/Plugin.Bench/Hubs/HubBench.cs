using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Bench.Hubs;

/// <summary>A hub process over HTTP, as researchers and stations meet it: how many tasks a second it takes, and how soon a node is told.</summary>
internal static class HubBench
{
    private const int Clients = 16;
    private const int Told = 300;

    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);

    public static async Task Run(Figures figures, CancellationToken cancellationToken)
    {
        await On("hub", null, figures, cancellationToken);
        if (Environment.GetEnvironmentVariable("PLUGIN_TEST_POSTGRES") is { Length: > 0 })
        {
            var database = await Plugin.Testing.PostgresDatabase.Create();
            try
            {
                await On("hub.postgres", database.ConnectionString, figures, cancellationToken);
            }
            finally
            {
                await database.DisposeAsync();
            }
        }
    }

    private static async Task On(string name, string? database, Figures figures, CancellationToken cancellationToken)
    {
        await using var federation = await Federation.Prepare(database: database);
        await MeasureTold(name, federation, figures, cancellationToken);
        await Submit(federation, Warm, cancellationToken);
        var (tasks, elapsed, latencies) = await Submit(federation, Measured, cancellationToken);
        figures.Set($"{name}.tasks3.per_s", tasks / elapsed.TotalSeconds);
        figures.Set($"{name}.tasks3.p50_ms", Percentile(latencies, 50));
        figures.Set($"{name}.tasks3.p99_ms", Percentile(latencies, 99));
    }

    /// <summary>Tasks for three organisations with inputs of 1 kB, from <see cref="Clients"/> researchers at once.</summary>
    private static async Task<(int Tasks, TimeSpan Elapsed, double[] Latencies)> Submit(
        Federation federation, TimeSpan time, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var latencies = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            var mine = new List<double>();
            while (clock.Elapsed < time)
            {
                var start = Stopwatch.GetTimestamp();
                await Post(federation, federation.Organisations, client * 1_000_000 + mine.Count);
                mine.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                cancellationToken.ThrowIfCancellationRequested();
            }

            return mine;
        }));
        double[] all = [.. latencies.SelectMany(mine => mine)];
        return (all.Length, clock.Elapsed, all);
    }

    /// <summary>
    /// One task at a time on an idle hub, from the moment the researcher sends it to the moment the station's feed has it: the time of the
    /// request itself is in it, so the hub's own share is smaller.
    /// </summary>
    private static async Task MeasureTold(string name, Federation federation, Figures figures, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = federation.Hub.Address };
        var token = await Read(await http.PostAsJsonAsync("/api/token/node", new { api_key = federation.Keys[0] }, cancellationToken));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)token["access_token"]!);
        var session = $"bench-{Environment.ProcessId}";
        await Read(await http.PostAsJsonAsync(
            "/api/station/session", new { session, version = "bench", facts = Array.Empty<object>() }, cancellationToken));
        await using var stream = await http.GetStreamAsync(new Uri($"/api/station/feed?session={session}", UriKind.Relative), cancellationToken);
        await using var feed = SseParser.Create(stream).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await Next(feed, "snapshot");
        var told = new List<double>();
        for (var i = 0; i < Told; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var accepted = Post(federation, federation.Organisations[..1], i);
            await Next(feed, "run");
            told.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await accepted;
        }

        figures.Set($"{name}.told.p50_ms", Percentile([.. told.Skip(Told / 10)], 50));
        figures.Set($"{name}.told.p99_ms", Percentile([.. told.Skip(Told / 10)], 99));
    }

    private static async Task Next(IAsyncEnumerator<SseItem<string>> feed, string type)
    {
        while (await feed.MoveNextAsync())
        {
            if (feed.Current.Data.Length > 0 && (string?)JsonNode.Parse(feed.Current.Data)?["type"] == type)
            {
                return;
            }
        }

        throw new InvalidOperationException($"The feed ended before its {type}.");
    }

    private static Task<int> Post(Federation federation, IEnumerable<int> organisations, int number) => federation.Researcher.Submit(
        federation.Collaboration, Federation.Image,
        new JsonObject { ["method"] = "wait", ["kwargs"] = new JsonObject { ["text"] = $"{number} ".PadRight(700, 'x') } }, organisations);

    private static async Task<JsonNode> Read(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{response.RequestMessage?.RequestUri} was answered {(int)response.StatusCode}: {text}");
    }

    private static double Percentile(double[] values, int percent)
    {
        Array.Sort(values);
        return values[(int)Math.Ceiling(values.Length * percent / 100.0) - 1];
    }
}
