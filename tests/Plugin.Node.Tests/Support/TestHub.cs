using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plugin.Client;
using Plugin.Contracts;
using Plugin.Contracts.Station;

namespace Plugin.Node.Tests.Support;

/// <summary>A real HTTP server that speaks the hub's side of the station protocol and of what algorithms ask, with faults as a test orders them.</summary>
internal sealed partial class TestHub : IAsyncDisposable
{
    // Says in its middle that it is for node 2.
    private const string Token = "e30.eyJzdWIiOjJ9.access";

    /// <summary>One of its own for each hub: stations know the containers of a node on a shared engine by it.</summary>
    public string Key { get; } = new Guid(RandomNumberGenerator.GetBytes(16)).ToString();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, HubRun> _runs = [];
    private readonly Dictionary<string, string> _uploads = [];
    private readonly List<Channel<FeedItem>> _feeds = [];
    private readonly List<string> _asked = [];
    private readonly WebApplication _app;
    private string? _session;
    private IReadOnlyList<ConfigEntry> _facts = [];
    private int _position;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestHub(WebApplication app) => _app = app;

    /// <summary>Decides about each request by method and path; null lets it pass.</summary>
    public Func<string, Fault?> Faults { get; set; } = _ => null;

    /// <summary>Extra routes of the hub, below /api: path → status and JSON.</summary>
    public Func<HttpContext, (int Status, string Json)?> Resources { get; set; } = _ => null;

    /// <summary>What the hub says of the collaboration.</summary>
    public bool Encrypted { get; set; }

    /// <summary>Handles a request as a stream and says so, or leaves it to <see cref="Resources"/>.</summary>
    public Func<HttpContext, Task<bool>> Streams { get; set; } = _ => Task.FromResult(false);

    /// <summary>Answers a report with a no of this code; null: it is dealt with.</summary>
    public Func<RunReport, string?> Refuses { get; set; } = _ => null;

    /// <summary>Called while a content is on its way and not acknowledged.</summary>
    public Action<int, int> Arriving { get; set; } = (_, _) => { };

    public HubAddress Address => HubAddress.Parse(_app.Urls.Single(), "/api");

    /// <param name="certificate">PEM files of certificate and key, for https.</param>
    public static async Task<TestHub> Start((string Certificate, string Key)? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is var (file, key))
            {
                listen.UseHttps(X509Certificate2.CreateFromPemFile(file, key));
            }
        }));
        builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.PropertyNamingPolicy = WireJson.Options.PropertyNamingPolicy);
        var app = builder.Build();
        var hub = new TestHub(app);
        app.Use(hub.WithFaults);
        app.MapPost("/api/token/node", (NodeLogin login) => login.ApiKey == hub.Key
            ? Results.Json(new Tokens(Token, "refresh", "/api/token/refresh"), WireJson.Options)
            : Results.Json(new Message("This key is not known."), WireJson.Options, statusCode: 401));
        app.MapPost("/api/station/session", hub.Hello);
        app.MapGet("/api/station/feed", hub.Feed);
        app.MapPost("/api/station/heartbeat", hub.Heartbeat);
        app.MapPost("/api/station/runs/{id:int}/claim", hub.Claim);
        app.MapPost("/api/station/runs/{id:int}/report", hub.Report);
        app.MapPost("/api/station/runs/{id:int}/image", hub.FixImage);
        app.MapPut("/api/station/runs/{id:int}/log/{attempt:int}", hub.ShowLog);
        app.MapPut("/api/station/runs/{id:int}/contents/{attempt:int}/{kind}", hub.Upload);
        app.MapGet("/api/station/runs/{id:int}/contents/{attempt:int}/{kind}", () => Json(new ContentProgress(0, null)));
        app.MapGet("/api/station/runs/{id:int}/input/{attempt:int}", (int id) => Results.Bytes(Encoding.UTF8.GetBytes(hub.RunOf(id).Input)));
        MapLog(app, hub);
        app.MapFallback(hub.Resource);
        await app.StartAsync();
        return hub;
    }

    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_lock)
            {
                return [.. _asked];
            }
        }
    }

    public HubRun Offer(int id, string image, string input, int? parent = null, params IReadOnlyList<ClaimedDatabase> databases) =>
        OfferWire(id, image, Convert.ToBase64String(Encoding.UTF8.GetBytes(input)), parent, databases);

    /// <param name="input">As it is on the wire.</param>
    public HubRun OfferWire(int id, string image, string input, int? parent = null, params IReadOnlyList<ClaimedDatabase> databases)
    {
        var run = new HubRun(id, image, input, parent, databases);
        Change(() => _runs[id] = run, () => new RunOffered(Cursor, run.Open));
        return run;
    }

    public HubRun RunOf(int id)
    {
        // Others may be offered meanwhile.
        lock (_lock)
        {
            return _runs[id];
        }
    }

    /// <summary>What the station told about itself last.</summary>
    public string? Told(string key) => _facts.FirstOrDefault(f => f.Key == key)?.Value;

    public bool Finished(int id) => RunOf(id).Finished;

    public void Kill(int id) => Change(
        () => RunOf(id).Finish(RunStatus.Killed, "It was killed."), () => new RunKilled(Cursor, id, RunOf(id).Attempt, "It was killed."));

    public void Release(int id) => Change(() => RunOf(id).Release(), () => new RunOffered(Cursor, RunOf(id).Open));

    public void EndFeed(string code)
    {
        Change(() => { }, () => new FeedEnded(Cursor, code, "The test says so."));
        lock (_lock)
        {
            _feeds.ForEach(f => f.Writer.TryComplete());
            _feeds.Clear();
        }
    }

    /// <summary>Waits for something to become true of the hub.</summary>
    public async Task Until(Func<bool> fact, string otherwise, int seconds = 60)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (fact())
                {
                    return;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                var told = Asked.TakeLast(8);
                lock (_lock)
                {
                    throw new TimeoutException($"{otherwise}; runs: {string.Join("; ", _runs.Values.Select(r => $"{r.Id} {r.State} [{string.Join(", ", r.History)}] {r.Cause}"))}; last asked: {string.Join(", ", told)}");
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _feeds.ForEach(f => f.Writer.TryComplete());
        }

        await _app.DisposeAsync();
    }

    private string Cursor => $"1:{_position}";

    private void Change(Action change, Func<FeedItem>? news = null)
    {
        lock (_lock)
        {
            change();
            _position++;
            if (news?.Invoke() is { } item)
            {
                _feeds.ForEach(f => f.Writer.TryWrite(item));
            }

            var changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.SetResult();
        }
    }

    private IResult Hello(StationHello hello)
    {
        Change(() => (_session, _facts) = (hello.Session, hello.Facts), () => new FeedEnded(Cursor, "session.fenced", "Another agent started."));
        return Json(new StationWelcome(2, "Node A", 7, 3, Encrypted, "plugin/test/1", 1, 15));
    }

    private async Task Feed(HttpContext context)
    {
        var feed = Channel.CreateUnbounded<FeedItem>();
        lock (_lock)
        {
            if (context.Request.Query["session"] != _session)
            {
                feed.Writer.TryWrite(new FeedEnded(Cursor, "session.fenced", "Another agent started."));
                feed.Writer.Complete();
            }

            feed.Writer.TryWrite(new FeedSnapshot(Cursor, [.. _runs.Values.Where(r => !r.Finished).Select(r => r.Open)], Log?.News()));
            _feeds.Add(feed);
        }

        context.Response.ContentType = "text/event-stream";
        await foreach (var item in feed.Reader.ReadAllAsync(context.RequestAborted))
        {
            await context.Response.WriteAsync($"id: {item.Cursor}\ndata: {JsonSerializer.Serialize(item, WireJson.Options)}\n\n");
            await context.Response.Body.FlushAsync();
        }
    }

    private IResult Heartbeat(StationHeartbeat beat)
    {
        lock (_lock)
        {
            return beat.Session == _session
                ? Json(new HeartbeatAnswer([.. beat.Runs.Where(h => !_runs.TryGetValue(h.RunId, out var r) || r.Finished || r.Attempt != h.Attempt)]))
                : Problem(("session.fenced", "Another agent started."));
        }
    }

    private IResult Claim(int id, ClaimRequest request)
    {
        (string, string)? refusal = null;
        Change(() => refusal = RunOf(id).Claim(request.Session));
        return refusal is null ? Json(RunOf(id).Grant()) : Problem(refusal.Value);
    }

    private IResult Report(int id, RunReport report)
    {
        if (Refuses(report) is { } no)
        {
            Change(() => { });
            return Results.Problem("state: Not a state that a station reports.", statusCode: no == "body.invalid" ? 400 : 409, extensions: new Dictionary<string, object?> { ["code"] = no });
        }

        (string, string)? refusal = null;
        Change(
            () => refusal = RunOf(id).Report(report, u => _uploads.GetValueOrDefault(u)),
            () => report.State == RunReport.Lost && RunOf(id).State == RunStates.Pending ? new RunOffered(Cursor, RunOf(id).Open) : null!);
        return refusal is null ? Results.NoContent() : Problem(refusal.Value);
    }

    private IResult FixImage(int id, FoundImage found)
    {
        Change(() => RunOf(id).ImageDigest ??= found.Digest);
        return Json(new TaskImageDigest(RunOf(id).ImageDigest));
    }

    private IResult ShowLog(int id, int attempt, LiveLog log)
    {
        Change(() => RunOf(id).Shown.Add(log));
        return Results.NoContent();
    }

    private async Task<IResult> Upload(int id, int attempt, string kind, HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync();
        var name = $"upload-{id}-{attempt}-{kind}";
        Arriving(id, attempt);
        Change(() => _uploads[name] = text);
        return Json(new ContentStored(name, "digest", text.Length));
    }

    private async Task Resource(HttpContext context)
    {
        if (await Organization(context) || await Streams(context))
        {
            return;
        }

        var (status, json) = Resources(context) ?? (404, """{"msg":"There is no such thing."}""");
        await Write(context, status, json);
    }

    public static Task Write(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = json.StartsWith('<') ? "text/html" : "application/json";
        return context.Response.WriteAsync(json);
    }

    private static IResult Json<T>(T body) => Results.Json(body, WireJson.Options);

    private static IResult Problem((string Code, string Reason) refusal) =>
        Results.Problem(refusal.Reason, statusCode: 409, extensions: new Dictionary<string, object?> { ["code"] = refusal.Code });
}
