using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Plugin.Contracts;
using Plugin.Contracts.Audit;
using Plugin.Contracts.Station;

namespace Plugin.Client.Station;

/// <summary>
/// The station protocol over HTTP. Server-sent events first; where a proxy on the way holds them back, long-poll from then on, with another
/// try of the events every so often.
/// </summary>
public sealed class StationClient(HubConnection hub, TimeProvider time) : IStationHub
{
    /// <summary>The hub sends the snapshot at once, so silence for this long means that something in between collects the stream.</summary>
    private static readonly TimeSpan FirstItemWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EventsAgainAfter = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan UploadTimeout = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortAnswerTimeout = TimeSpan.FromSeconds(30);
    private const int WaitSeconds = 25;
    private long? _heldBackSince;

    public Task<StationWelcome> Hello(StationHello hello, CancellationToken cancellationToken) =>
        hub.Post<StationWelcome>(StationRoutes.Session, Json.Of(hello), Repeat.Never, cancellationToken);

    public Task<ClaimGranted> Claim(int run, ClaimRequest request, CancellationToken cancellationToken) =>
        hub.Post<ClaimGranted>(StationRoutes.Claim(run), Json.Of(request), Repeat.Never, cancellationToken);

    public Task Report(int run, RunReport report, CancellationToken cancellationToken) =>
        hub.Call(HttpMethod.Post, StationRoutes.Report(run), Json.Of(report), Repeat.Never, cancellationToken);

    public async Task<string?> FixImage(int run, FoundImage found, CancellationToken cancellationToken) =>
        (await hub.Post<TaskImageDigest>(StationRoutes.Image(run), Json.Of(found), Repeat.Never, cancellationToken)).Digest;

    public Task ShowLog(int run, int attempt, LiveLog log, CancellationToken cancellationToken) =>
        hub.Call(HttpMethod.Put, StationRoutes.Log(run, attempt), Json.Of(log), Repeat.Never, cancellationToken);

    public Task<HeartbeatAnswer> Heartbeat(StationHeartbeat heartbeat, CancellationToken cancellationToken) =>
        hub.Post<HeartbeatAnswer>(StationRoutes.Heartbeat, Json.Of(heartbeat), Repeat.Never, cancellationToken);

    public async Task<string> LogKey(CancellationToken cancellationToken)
    {
        using var response = await hub.Send(
            HttpMethod.Get, AuditRoutes.Key, null, Repeat.Never, ShortAnswerTimeout, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return (await response.Content.ReadAsStringAsync(cancellationToken)).TrimEnd('\n');
    }

    public async Task<IReadOnlyList<byte[]>> Consistency(long from, long to, CancellationToken cancellationToken)
    {
        var proof = await hub.Call<ConsistencyProof>(HttpMethod.Get, AuditRoutes.Consistency(from, to), null, Repeat.Never, cancellationToken);
        try
        {
            return [.. proof.Hashes.Select(Convert.FromHexString)];
        }
        catch (FormatException e)
        {
            throw new HubException(null, "answer.unreadable", $"The hub's proof is not what this version expects: {e.Message}", e);
        }
    }

    public Task Cosign(StationCosignature cosignature, CancellationToken cancellationToken) =>
        hub.Call(HttpMethod.Post, StationRoutes.Cosignatures, Json.Of(cosignature), Repeat.Never, cancellationToken);

    public Task Raise(StationAlarm alarm, CancellationToken cancellationToken) =>
        hub.Call(HttpMethod.Post, StationRoutes.Alarms, Json.Of(alarm), Repeat.Never, cancellationToken);

    public async Task<Stream> Input(int run, int attempt, CancellationToken cancellationToken)
    {
        var response = await hub.Send(
            HttpMethod.Get, StationRoutes.Input(run, attempt), null, Repeat.Never, FirstItemWithin * 3, HttpCompletionOption.ResponseHeadersRead,
            cancellationToken);
        return await response.Content.ReadAsStreamAsync(cancellationToken);
    }

    public async Task<ContentStored> Upload(int run, int attempt, string kind, Func<Stream> open, CancellationToken cancellationToken)
    {
        var route = StationRoutes.Content(run, attempt, kind);
        var progress = await hub.Get<ContentProgress>($"{route}?size={Length(open)}", cancellationToken);
        if (progress.Stored is { } stored)
        {
            return stored;
        }

        using var response = await hub.Send(
            HttpMethod.Put, route, () => From(progress.Received, open()), Repeat.Never, UploadTimeout,
            HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await Answers.Read<ContentStored>(response, cancellationToken);
    }

    private static long Length(Func<Stream> open)
    {
        using var bytes = open();
        return bytes.Length;
    }

    private static StreamContent From(long offset, Stream bytes)
    {
        var size = bytes.Length;
        if (offset > 0 && offset < size)
        {
            bytes.Position = offset;
        }

        var content = new StreamContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        // Begun anew when the hub has no part of it, or all parts and only not its end.
        if (bytes.Position > 0)
        {
            content.Headers.ContentRange = new ContentRangeHeaderValue(bytes.Position, size - 1, size);
        }

        return content;
    }

    public async IAsyncEnumerable<FeedItem> Feed(string session, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!EventsHeldBack)
        {
            await foreach (var item in Events(session, after, cancellationToken))
            {
                yield return item;
            }
        }

        if (EventsHeldBack)
        {
            await foreach (var item in Polled(session, cancellationToken))
            {
                yield return item;
            }
        }
    }

    private bool EventsHeldBack => _heldBackSince is { } since && time.GetElapsedTime(since) < EventsAgainAfter;

    /// <summary>Marks the stream as held back and ends when it does not deliver.</summary>
    private async IAsyncEnumerable<FeedItem> Events(string session, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var route = $"{StationRoutes.Feed}?session={Uri.EscapeDataString(session)}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}";
        using var silence = new CancellationTokenSource(FirstItemWithin, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        using var response = await Opened(route, silence, both, cancellationToken);
        if (response?.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            _heldBackSince = time.GetTimestamp();
            yield break;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var items = SseParser.Create(stream, Parse).EnumerateAsync(both.Token).GetAsyncEnumerator(both.Token);
        while (await Next(items, silence, cancellationToken) is { } item)
        {
            silence.CancelAfter(Timeout.InfiniteTimeSpan);
            yield return item;
        }
    }

    private async Task<HttpResponseMessage?> Opened(
        string route, CancellationTokenSource silence, CancellationTokenSource both, CancellationToken cancellationToken)
    {
        try
        {
            return await hub.Send(
                HttpMethod.Get, route, null, Repeat.Never, FirstItemWithin * 2, HttpCompletionOption.ResponseHeadersRead, both.Token);
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<FeedItem?> Next(
        IAsyncEnumerator<SseItem<FeedItem>> items, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        try
        {
            return await items.MoveNextAsync() ? items.Current.Data : null;
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            _heldBackSince = time.GetTimestamp();
            return null;
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new HubException(null, null, $"The feed broke off: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new HubException(null, "answer.unreadable", $"An item of the feed cannot be read: {e.Message}", e);
        }
    }

    private static FeedItem Parse(string type, ReadOnlySpan<byte> data) =>
        JsonSerializer.Deserialize<FeedItem>(data, WireJson.Options) ?? throw new JsonException("The item is empty.");

    private async IAsyncEnumerable<FeedItem> Polled(string session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Asking without a cursor first gives the snapshot that every connection starts with.
        string? after = null;
        while (true)
        {
            var cursor = after is null ? "" : $"&after={Uri.EscapeDataString(after)}";
            var route = $"{StationRoutes.Feed}?session={Uri.EscapeDataString(session)}{cursor}&wait={WaitSeconds}";
            using var response = await hub.Send(
                HttpMethod.Get, route, null, Repeat.Never, TimeSpan.FromSeconds(WaitSeconds + 15), HttpCompletionOption.ResponseContentRead, cancellationToken);
            foreach (var item in await Answers.Read<FeedItem[]>(response, cancellationToken))
            {
                after = item.Cursor;
                yield return item;
                if (item is FeedEnded)
                {
                    yield break;
                }
            }
        }
    }
}
