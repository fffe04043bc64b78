using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Plugin.Node.Configuration;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Support;

/// <summary>A run whose algorithm waits, while a test speaks to the station's proxy in its place.</summary>
internal sealed class Conversation : IAsyncDisposable
{
    public const int Run = 5;

    private readonly Func<StationConfig, StationConfig>? _change;
    private readonly RuntimeConfig _runtime;

    private Conversation(TestHub hub, Func<StationConfig, StationConfig>? change)
    {
        (Hub, _change) = (hub, change);
        hub.Streams = Serve;
        _runtime = new RuntimeConfig.Process(Scratch.Algorithm("""
            echo "$port $(cat "$token")" > "$marks/access.new"; mv "$marks/access.new" "$marks/access"
            while [ ! -e "$marks/enough" ]; do sleep 0.05; done
            echo '"done"' > "$out"
            """));
    }

    public TestHub Hub { get; }

    public Scratch Scratch { get; } = new();

    public WholeStation Station { get; private set; } = null!;

    /// <summary>Speaks as the algorithm's tools do.</summary>
    public HttpClient Algorithm { get; private set; } = null!;

    public string Token { get; private set; } = "";

    public int Port { get; private set; }

    /// <summary>What the hub was asked for algorithms.</summary>
    public ConcurrentQueue<Heard> Heard { get; } = new();

    /// <summary>What the hub answers to method and path; null: there is no such thing.</summary>
    public Func<string, (int Status, string Json)?> Answer { get; set; } = _ => null;

    /// <summary>Handles a request as a stream and says so, or leaves it to <see cref="Answer"/>.</summary>
    public Func<HttpContext, Task<bool>> Streams { get; set; } = _ => Task.FromResult(false);

    /// <param name="hub">Prepared by the caller, else a plain one.</param>
    /// <param name="input">Makes the run's input as it is on the wire.</param>
    public static async Task<Conversation> Start(
        Func<StationConfig, StationConfig>? change = null, TestHub? hub = null, int? parent = null, Func<string, string>? input = null)
    {
        var conversation = new Conversation(hub ?? await TestHub.Start(), change);
        try
        {
            await conversation.Begin(parent, input);
            return conversation;
        }
        catch
        {
            await conversation.DisposeAsync();
            throw;
        }
    }

    /// <summary>As good as new, for the next test on it.</summary>
    public Conversation Forget()
    {
        Heard.Clear();
        Hub.Faults = _ => null;
        (Answer, Streams) = (_ => null, _ => Task.FromResult(false));
        return this;
    }

    public Task<HttpResponseMessage> Post(string body) =>
        Algorithm.PostAsync("/task", new StringContent(body, Encoding.UTF8, "application/json"));

    /// <summary>Sends the very bytes of a request, which an HTTP client would tidy up first, and reads all of the answer.</summary>
    public async Task<string> Raw(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        try
        {
            return await reader.ReadToEndAsync().Soon("the end of the answer");
        }
        catch (IOException)
        {
            return "";
        }
    }

    public async Task Restart()
    {
        await Station.DisposeAsync();
        StartStation();
    }

    public void StartStation() => Station = WholeStation.Start(Hub, Scratch, _runtime, change: _change);

    /// <summary>Lets the algorithm end and waits until the hub has its report.</summary>
    public async Task<HubRun> End(HubRun? run = null)
    {
        await File.WriteAllTextAsync(Path.Combine(Scratch.Marks(Run), "enough"), "");
        await Hub.Until(() => Hub.Finished(Run), "The algorithm did not end");
        return run ?? Hub.RunOf(Run);
    }

    public async ValueTask DisposeAsync()
    {
        if (Port > 0)
        {
            await End();
        }

        await (Station?.DisposeAsync() ?? ValueTask.CompletedTask);
        Algorithm?.Dispose();
        await Hub.DisposeAsync();
        Scratch.Dispose();
    }

    private async Task Begin(int? parent, Func<string, string>? input)
    {
        var run = Hub.OfferWire(Run, "plugin/algorithms:1", (input ?? Plain)(Scratch.Marks(Run)), parent);
        StartStation();
        await Hub.Until(() => run.State == Contracts.Station.RunStates.Active, "The run did not start");
        var file = Path.Combine(Scratch.Marks(Run), "access");
        await A_station_that_dies.Eventually(() => File.Exists(file), "The algorithm did not start");
        var access = File.ReadAllText(file).Trim().Split(' ');
        (Port, Token) = (int.Parse(access[0]), access[1]);
        Algorithm = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
        Algorithm.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    private static string Plain(string marks) => Convert.ToBase64String(Encoding.UTF8.GetBytes(marks));

    private async Task<bool> Serve(HttpContext context)
    {
        if (await Streams(context))
        {
            return true;
        }

        var path = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers;
        Heard.Enqueue(new Heard(
            path, headers.Authorization.ToString(), headers["Idempotency-Key"].ToString(), headers.UserAgent.ToString(), await reader.ReadToEndAsync()));
        var (status, json) = Answer(path) ?? (404, """{"msg":"There is no such thing."}""");
        await TestHub.Write(context, status, json);
        return true;
    }
}

/// <summary>A request of an algorithm as it arrived at the hub.</summary>
internal sealed record Heard(string Path, string Authorization, string Key, string UserAgent, string Body);
