using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Plugin.Client.Station;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Testing.Running;

namespace Plugin.Client.Tests;

public sealed class A_station_feed
{
    private static readonly FeedItem Snapshot = new FeedSnapshot("1:5", []);
    private static readonly FeedItem Kill = new RunKilled("1:6", 3, 1, "killed by user");

    [Fact]
    public async Task Arrives_as_server_sent_events()
    {
        await using var hub = await ScriptedHub.Start((_, app) => app.MapGet("/api/station/feed", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await Write(context, $": keep-alive\n\n{Event(Snapshot)}{Event(Kill)}");
        }));
        using var connection = hub.Connect();

        var items = await Collected(new StationClient(connection, TimeProvider.System).Feed("s", "1:4", CancellationToken.None), 2);

        Assert.Equal(["1:5", "1:6"], items.Select(i => i.Cursor));
        Assert.Equal(Kill, items[1]);
        Assert.Contains("GET /api/station/feed?session=s&after=1%3A4 Bearer access-1", hub.Asked);
    }

    [Fact]
    public async Task Goes_on_after_an_item_of_a_kind_that_only_a_newer_hub_knows()
    {
        const string Newer = """{"type":"weather","degrees":[21,19],"cursor":"1:6"}""";
        await using var hub = await ScriptedHub.Start((_, app) => app.MapGet("/api/station/feed", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await Write(context, $"{Event(Snapshot)}id: 1:6\ndata: {Newer}\n\n{Event(Kill with { Cursor = "1:7" })}");
        }));
        using var connection = hub.Connect();

        var items = await Collected(new StationClient(connection, TimeProvider.System).Feed("s", "1:4", CancellationToken.None), 3);

        Assert.Equal([typeof(FeedSnapshot), typeof(FeedItem), typeof(RunKilled)], items.Select(item => item.GetType()));
        Assert.Equal("1:6", items[1].Cursor);
    }

    [Fact]
    public async Task Does_not_make_an_item_of_a_line_that_was_cut()
    {
        // An aborted connection may take along what was sent on it and not yet read.
        var read = new TaskCompletionSource();
        await using var hub = await ScriptedHub.Start((_, app) => app.MapGet("/api/station/feed", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await Write(context, Event(Snapshot) + Event(Kill)[..20]);
            await read.Task.WaitAsync(context.RequestAborted);
            context.Abort();
        }));
        using var connection = hub.Connect();
        var items = new List<FeedItem>();

        using var patience = new CancellationTokenSource(Eventually.Patience);
        await Assert.ThrowsAsync<HubException>(async () =>
        {
            await foreach (var item in new StationClient(connection, TimeProvider.System).Feed("s", null, patience.Token))
            {
                items.Add(item);
                read.SetResult();
            }
        });

        Assert.Equal(["1:5"], items.Select(i => i.Cursor));
    }

    [Fact]
    public async Task Is_polled_when_something_between_holds_the_events_back()
    {
        var time = new ManualTime();
        var opened = new TaskCompletionSource();
        await using var hub = await ScriptedHub.Start((_, app) => app.MapGet("/api/station/feed", async (HttpContext context) =>
        {
            if (context.Request.Query["wait"].Count == 0)
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.Body.FlushAsync();
                opened.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            FeedItem[] answer = context.Request.Query["after"] == "1:5" ? [Kill] : [Snapshot];
            await context.Response.WriteAsJsonAsync(answer, WireJson.Options);
        }));
        using var connection = hub.Connect(time);

        var items = Collected(new StationClient(connection, time).Feed("s", "1:4", CancellationToken.None), 2);
        await opened.Task.Soon("the feed of events");
        // The client starts its wait before it asks, so the time-out is armed by now.
        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(["1:5", "1:6"], (await items).Select(i => i.Cursor));
        Assert.Contains("GET /api/station/feed?session=s&wait=25 Bearer access-1", hub.Asked);
    }

    [Fact]
    public async Task Says_when_its_cursor_lies_beyond_the_log()
    {
        await using var hub = await ScriptedHub.Start((_, app) => app.MapGet("/api/station/feed", () => Results.Problem(
            "The log ends at 1:2.", statusCode: 409, extensions: new Dictionary<string, object?> { ["code"] = "feed.cursor" })));
        using var connection = hub.Connect();

        var refusal = await Assert.ThrowsAsync<HubException>(() => Collected(new StationClient(connection, TimeProvider.System).Feed("s", "1:4", CancellationToken.None), 1));

        Assert.Equal("feed.cursor", refusal.Code);
    }

    private static string Event(FeedItem item) => $"id: {item.Cursor}\ndata: {JsonSerializer.Serialize(item, WireJson.Options)}\n\n";

    private static async Task Write(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text);
        await context.Response.Body.FlushAsync();
    }

    private static Task<List<FeedItem>> Collected(IAsyncEnumerable<FeedItem> feed, int count) => All(feed, count).Soon($"{count} items of the feed");

    private static async Task<List<FeedItem>> All(IAsyncEnumerable<FeedItem> feed, int count)
    {
        var items = new List<FeedItem>();
        await foreach (var item in feed)
        {
            items.Add(item);
            if (items.Count == count)
            {
                break;
            }
        }

        return items;
    }
}
