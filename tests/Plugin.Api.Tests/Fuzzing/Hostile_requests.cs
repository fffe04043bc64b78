using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plugin.Api.Describing;

namespace Plugin.Api.Tests.Fuzzing;

/// <summary>
/// Whatever is sent to whichever route, by whomever: an answer within twenty seconds, never a failure of the hub, and errors as JSON in the
/// route's shape. PLUGIN_FUZZ_SEED repeats a run, PLUGIN_FUZZ_SECONDS makes it longer.
/// </summary>
[Collection(nameof(Quiet))]
public sealed class Hostile_requests
{
    private const int Workers = 4;
    private const long MaxGrowth = 48 * 1024 * 1024;

    // With these, a mighty caller who names what exists would take the others' ground away; they are asked for things that are not there.
    private static readonly string[] Destroying =
    [
        "POST /api/recover/node", "DELETE /api/user/{id}", "DELETE /api/node/{id}", "DELETE /api/organization/{id}", "DELETE /api/collaboration/{id}",
        "POST /api/erasure/users/{id}", "PATCH /api/user/{id}", "POST /api/collaboration/{id}/node", "DELETE /api/collaboration/{id}/node",
    ];

    // The first so many callers are who they say.
    private const int Sound = 9;

    // An answer takes milliseconds; what takes this long does not do so because the machine is busy.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    // On a slow machine time alone would not see every kind of answer.
    private const int Least = 250;

    private readonly ITestOutputHelper _output;

    public Hostile_requests(ITestOutputHelper output) => _output = output;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Are_answered_in_time_in_shape_and_without_a_failure(bool postgres)
    {
        var seed = Setting("PLUGIN_FUZZ_SEED") ?? Random.Shared.Next();
        var time = TimeSpan.FromSeconds(Setting("PLUGIN_FUZZ_SECONDS") ?? 10);
        _output.WriteLine($"PLUGIN_FUZZ_SEED={seed}");
        await using var hub = await FuzzedHub.Start(postgres);
        var (faults, statuses, routes) = (new ConcurrentQueue<string>(), new ConcurrentDictionary<int, int>(), hub.Routes);
        var contract = await ApiContract.Get();
        var callers = await Callers(hub);

        await Send(time / 4);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var sent = await Send(time * 3 / 4);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;

        var summary = $"seed {seed}: {sent} requests, heap {growth / 1024} KiB more, " +
            string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}"));
        _output.WriteLine(summary);
        Assert.True(faults.IsEmpty, $"{summary}\n{string.Join("\n", faults.Distinct().Take(20))}");
        Assert.True(growth < MaxGrowth, summary);
        // The callers are who they were: else all this was sent by nobody.
        Assert.Equal((200, 200), ((await hub.World.Root.Get("organization")).Status, (await hub.World.NodeA.Get("node")).Status));
        Assert.All((int[])[200, 400, 401, 403, 404, 415], status => Assert.True(statuses.ContainsKey(status), summary));

        async Task<int> Send(TimeSpan span)
        {
            var until = Stopwatch.StartNew();
            var counts = await Task.WhenAll(Enumerable.Range(0, Workers).Select(async worker =>
            {
                using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Longest };
                var hostility = new Hostility(HashCode.Combine(seed, worker, span.Ticks), contract.Document);
                var count = 0;
                for (; until.Elapsed < span || count < Least; count++)
                {
                    var (request, what) = Make(hub.Anyone.Address, hostility, contract, routes, callers);
                    using (request)
                    {
                        await Hold(http, request, what, contract, faults, statuses);
                    }
                }

                return count;
            }));
            return counts.Sum();
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;

    private static async Task<IReadOnlyList<(string? Token, bool IsMighty)>> Callers(FuzzedHub hub)
    {
        var world = hub.World;
        var (task, _) = await world.Ordered(world.Alice, world.A);
        var container = (await world.NodeA.Post("token/container", $$"""{"task_id":{{task}},"image":"algorithms:1"}""")).Text("container_token");
        var login = await hub.Anyone.Post("token/user", $$"""{"username":"bob","password":"{{World.Password}}"}""");
        var root = world.Root.Token!;
        return
        [
            (root, true), (root, true), (world.Oscar.Token, true), (world.Alice.Token, false), (world.Alice.Token, false), (world.NodeA.Token, false),
            (world.NodeA.Token, false), (world.NodeB.Token, false), (container, false),
            (login.Text("refresh_token"), false), (null, false),
            ("", false), ("x", false), ("a.b.c", false), (root[..^3], false), ($"{root}x", false), (root.ToUpperInvariant(), false),
            ("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", false), (new string('a', 7000), false),
        ];
    }

    private static (HttpRequestMessage Request, string What) Make(
        Uri hub, Hostility hostility, ApiContract contract, IReadOnlyList<DescribedRoute> routes, IReadOnlyList<(string? Token, bool IsMighty)> callers)
    {
        var route = hostility.Pick(routes);
        var method = hostility.Chance(0.05) ? hostility.Pick((string[])["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "X"]) : route.Methods[0];
        // Whoever is known and sends this is not known any more.
        var signsOut = (method, route.Path) == ("DELETE", "/api/session/all");
        var who = signsOut ? Sound + hostility.Next(callers.Count - Sound) : hostility.Next(hostility.Chance(0.7) ? Sound : callers.Count);
        var (token, isMighty) = callers[who];
        var mayExist = !(isMighty && Destroying.Contains($"{method} {route.Path}"));
        var path = route.PathFields.Aggregate(route.Path, (path, field) => path.Replace(
            $"{{{field.Name}}}",
            field.IsNumber ? hostility.Id(mayExist)
            : field.Name == "kind" && hostility.Chance(0.7) ? hostility.Pick((string[])["input", "result", "log"])
            : Uri.EscapeDataString(hostility.Text()),
            StringComparison.Ordinal));
        var address = path + Query(route, hostility);
        // Longer lines, and zeros in paths, end in the server before there is a route.
        var request = new HttpRequestMessage(
            new HttpMethod(method), new Uri(hub, address.Length < 7000 && !path.Contains("%00", StringComparison.Ordinal) ? address : route.Path));
        if (method is not ("GET" or "HEAD" or "TRACE") || hostility.Chance(0.02))
        {
            var schema = contract.Document["paths"]?[route.Path["/api".Length..]]?[method.ToLowerInvariant()]?["requestBody"]?["content"]?["application/json"]?["schema"];
            request.Content = new ByteArrayContent(hostility.Body(schema?.AsObject(), mayExist));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(
                hostility.Chance(0.95) ? "application/json" : hostility.Pick((string[])["text/plain", "application/json; charset=utf-16", "application/xml", "multipart/form-data"]));
        }

        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", hostility.Chance(0.95) ? $"Bearer {token}" : $"Basic {token}");
        }

        foreach (var name in (string[])["Idempotency-Key", "Range", "Content-Range", "Accept", "Origin", "If-None-Match", "X-Forwarded-For", "X-CSRF", "Last-Event-ID", "Cookie"])
        {
            if (hostility.Chance(0.05))
            {
                var value = new string([.. hostility.Text().Where(c => c is >= ' ' and <= '~').Take(300)]);
                value = name == "Cookie" ? $"plugin={value}" : value;
                (name == "Content-Range" ? (HttpHeaders?)request.Content?.Headers : request.Headers)?.TryAddWithoutValidation(name, value);
            }
        }

        return (request, $"{method} {request.RequestUri!.PathAndQuery} by caller {who}");
    }

    private static string Query(DescribedRoute route, Hostility hostility)
    {
        var query = new StringBuilder("?");
        foreach (var field in route.Query.Where(_ => hostility.Chance(0.3)))
        {
            // A poll that waits would be no answer in time.
            var value = field.Name == "wait" ? hostility.Pick((string[])["0", "1", "x", "-1", "61"])
                : hostility.Chance(0.4) ? hostility.Id(mayExist: true)
                : Uri.EscapeDataString(hostility.Text());
            query.Append(CultureInfo.InvariantCulture, $"{field.Name}={value}&");
        }

        if (hostility.Chance(0.1))
        {
            query.Append(CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(hostility.Text())}={Uri.EscapeDataString(hostility.Text())}");
        }

        return query.Length > 1 ? query.ToString() : "";
    }

    private static async Task Hold(
        HttpClient http, HttpRequestMessage request, string what, ApiContract contract, ConcurrentQueue<string> faults,
        ConcurrentDictionary<int, int> statuses)
    {
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var status = (int)answer.StatusCode;
            statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
            var type = answer.Content.Headers.ContentType?.MediaType;
            if (type == "text/event-stream")
            {
                return;
            }

            var text = await answer.Content.ReadAsStringAsync();
            if (status >= 500 && status != 501)
            {
                faults.Enqueue($"{what} answers {status}: {text}");
            }

            if (request.Method == HttpMethod.Head || request.Method == HttpMethod.Options || request.Method.Method == "TRACE")
            {
                return;
            }

            var body = type is not null && type.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(text) : null;
            if (status >= 400 && (body is null || body["msg"] is null == body["code"] is null))
            {
                faults.Enqueue($"{what} answers {status} as {type} {text[..Math.Min(200, text.Length)]}");
            }

            foreach (var error in contract.Errors(request.Method.Method, request.RequestUri!.AbsolutePath, status, type, body))
            {
                faults.Enqueue($"{what}: {error}");
            }
        }
        catch (OperationCanceledException)
        {
            faults.Enqueue($"{what} is not answered within {Longest.TotalSeconds} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            faults.Enqueue($"{what}: {e.Message}");
        }
    }
}
