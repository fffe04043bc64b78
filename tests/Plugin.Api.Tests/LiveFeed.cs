using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Api.Tests;

/// <summary>The live feed as a page reads it.</summary>
public sealed class LiveFeed : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private LiveFeed(HttpResponseMessage response, StreamReader reader) => (_response, _reader) = (response, reader);

    /// <summary>The id of the last event.</summary>
    public string? Position { get; private set; }

    public static async Task<LiveFeed> Open(Api caller, BrowserTab? tab = null, string? after = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(caller.Address, "/api/live"));
        foreach (var (name, value) in tab?.Headers(HttpMethod.Get) ?? [("Authorization", $"Bearer {caller.Token}")])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (after is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", after);
        }

        var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal((200, "text/event-stream"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.True(response.Headers.CacheControl!.NoStore);
        return new LiveFeed(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event; null when the feed is over.</summary>
    public async Task<(string Name, JsonObject Data)?> Next()
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        try
        {
            return await Read(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("The feed told nothing any more.");
        }
    }

    /// <summary>Reads until all of these have come, in whatever order: notices as <c>task 7</c>, other events by their name.</summary>
    /// <returns>All that came, without notices about the log, checkpoints and silos, which come when they come.</returns>
    public async Task<IReadOnlyList<string>> Until(params string[] expected)
    {
        var seen = new List<string>();
        using var patience = new CancellationTokenSource(Eventually.Patience);
        try
        {
            while (expected.Except(seen).Any())
            {
                var next = await Read(patience.Token) ?? throw new InvalidOperationException($"The feed ended. {Told()}");
                if (next.Name != "changed" || (string)next.Data["kind"]! is not ("log" or "checkpoint" or "silo"))
                {
                    seen.Add(next.Name == "changed" ? $"{next.Data["kind"]} {next.Data["id"]}".TrimEnd() : next.Name);
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(Told());
        }

        return seen;

        string Told() => $"The feed did not tell of {string.Join(", ", expected.Except(seen))}; it told {string.Join(", ", seen)}.";
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<(string Name, JsonObject Data)?> Read(CancellationToken cancellationToken)
    {
        var (name, data) = ("", "");
        while (true)
        {
            var line = await _reader.ReadLineAsync(cancellationToken);
            switch (line)
            {
                case null:
                    return null;
                case "" when name.Length > 0:
                    return (name, JsonNode.Parse(data)!.AsObject());
                case not null when line.StartsWith("id: ", StringComparison.Ordinal):
                    Position = line[4..];
                    break;
                case not null when line.StartsWith("event: ", StringComparison.Ordinal):
                    name = line[7..];
                    break;
                case not null when line.StartsWith("data: ", StringComparison.Ordinal):
                    data = line[6..];
                    break;
            }
        }
    }
}
