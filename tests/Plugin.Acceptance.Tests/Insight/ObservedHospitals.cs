using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Insight;

/// <summary>
/// A hub over PostgreSQL and two stations that send all they tell to a collector, after one task over both: its algorithm runs at the first and asks
/// both. What people wrote into it is easily found again.
/// </summary>
public sealed class ObservedHospitals : IAsyncLifetime
{
    private const string Word = "Zwetschgenkuchen";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly OtlpReceiver _receiver = new();
    private PostgresDatabase? _database;
    private Federation? _federation;

    internal OtlpReceiver Received => _receiver;

    /// <summary>The researcher's own, which went along with the request.</summary>
    internal string Trace { get; private set; } = "";

    /// <summary>Of a task that was ordered before its station came.</summary>
    internal string Waiting { get; private set; } = "";

    /// <summary>Of the request that killed a task.</summary>
    internal string Kill { get; private set; } = "";

    /// <summary>The trace of a request that came while the database was away.</summary>
    internal string Outage { get; private set; } = "";

    internal int Task { get; private set; }

    /// <summary>What hub and stations printed.</summary>
    internal string Printed => string.Join('\n', [_federation!.Hub.Output, .. _federation.Stations.Take(2).Select(station => station.Output)]);

    /// <summary>What belongs to persons, questions, answers, or is a secret.</summary>
    internal IReadOnlyList<string> Private { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.Create();
        _federation = await Federation.Prepare(folder => new HubProcess(folder, _database.ConnectionString)
        {
            Variables = _receiver.Variables,
            Arguments = ["--log-format", "json"],
        });
        var waiting = await Waits();
        foreach (var station in _federation.Stations.Take(2))
        {
            station.Arguments = ["--log-format", "json"];
            foreach (var (name, value) in _receiver.Variables)
            {
                station.Variables[name] = value;
            }

            station.Start();
        }

        await Eventually.Get(
            async () => (await _federation.Root.Get("node?status=online"))["data"]!.AsArray().Count == 2 ? "online" : null, Patience, () => $"two nodes online.\n{Printed}");
        await Killed(waiting);
        var result = await Asked();
        await Refused();
        await Unavailable();
        Private =
        [
            Word, "alice", "alice@north.example", "Researcher-1!", HubProcess.RootPassword, Convert.ToBase64String(Encoding.UTF8.GetBytes(result))[..40], result[..40],
            .. _federation.Keys,
        ];
        await Eventually.Get(
            () => System.Threading.Tasks.Task.FromResult(
                _receiver.Spans.Count(span => span.Trace == Trace && span.Name == "run stopping") == 3 && _receiver.Spans.Any(span => span.Trace == Waiting && span.Name == "run stopping")
                    // What the hub did before that request it has told before.
                    && _receiver.Logs.Any(line => line.Trace == Outage) && _receiver.Spans.Any(span => span.Trace == Outage) && Observed("plugin.checkpoint.lag") && Observed("plugin.cosignatures")
                    && Observed("plugin.station.hub.contact.age")
                    ? "all"
                    : null),
            Patience, () => $"the last spans of the trace and all metrics. There are {_receiver}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_federation is not null)
        {
            await _federation.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _receiver.Dispose();
    }

    private bool Observed(string metric) => _receiver.Metrics.Any(m => m.Name == metric);

    /// <summary>The task's result.</summary>
    private async Task<string> Asked()
    {
        var input = new JsonObject
        {
            ["method"] = "central_crosstab",
            ["kwargs"] = new JsonObject
            {
                ["row"] = "grade",
                ["column"] = "meno",
                ["organizations_to_include"] = new JsonArray(_federation!.Organisations[0], _federation.Organisations[1]),
            },
            ["comment"] = Word,
        };
        using var researcher = new Activity("researcher") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        researcher.Start();
        Trace = researcher.TraceId.ToHexString();
        Task = (int)(await _federation.Researcher.Post("task", Order(input)))["id"]!;
        // What follows is not part of it.
        researcher.Stop();
        var status = await _federation.Finished(Task, Patience);
        return status == "completed"
            ? (await _federation.Results(Task))[0].ToJsonString()
            : throw new InvalidOperationException($"The task is {status}.\n{Printed}");
    }

    /// <summary>A task for a station that is not there yet.</summary>
    private async Task<int> Waits()
    {
        using var researcher = new Activity("researcher") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        researcher.Start();
        Waiting = researcher.TraceId.ToHexString();
        return (int)(await _federation!.Researcher.Post(
            "task", Order(new JsonObject { ["method"] = "wait", ["kwargs"] = new JsonObject { ["milliseconds"] = 600_000 } })))["id"]!;
    }

    private async Task Killed(int task)
    {
        await Eventually.Get(
            async () => (string?)(await _federation!.Researcher.Get($"task/{task}/status"))["status"] is "active" and var active ? active : null,
            Patience, () => $"that task {task} is active.\n{Printed}");
        using var researcher = new Activity("researcher") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        researcher.Start();
        Kill = researcher.TraceId.ToHexString();
        await _federation!.Researcher.Post("kill/task", new JsonObject { ["id"] = task });
    }

    /// <summary>A login of nobody, a question that the algorithm refuses, and a path that there is not.</summary>
    private async Task Refused()
    {
        using var nobody = await _federation!.Root.Send(
            HttpMethod.Post, "token/user", new StringContent($$"""{"username":"{{Word}}","password":"{{Word}}"}""", Encoding.UTF8, "application/json"));
        using var nothing = await _federation.Root.Send(HttpMethod.Get, $"organization?name={Word}&email={Word}@example.org", null);
        var input = new JsonObject { ["method"] = "partial_summary", ["kwargs"] = new JsonObject { ["columns"] = Word } };
        var task = (int)(await _federation.Researcher.Post("task", Order(input)))["id"]!;
        await _federation.Finished(task, Patience);
    }

    /// <summary>A question while the database is away, which the hub has something to say about.</summary>
    private async Task Unavailable()
    {
        await _database!.Close();
        using var asked = new Activity("researcher") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        asked.Start();
        using var answer = await _federation!.Researcher.Send(HttpMethod.Get, $"task/{Task}", null);
        asked.Stop();
        Outage = asked.TraceId.ToHexString();
        await _database.Reopen();
    }

    private JsonObject Order(JsonObject input) => new()
    {
        ["name"] = $"{Word} of Alice",
        ["description"] = $"Ask {Word}@example.org",
        ["image"] = Federation.Image,
        ["collaboration_id"] = _federation!.Collaboration,
        ["organizations"] = new JsonArray(new JsonObject
        {
            ["id"] = _federation.Organisations[0],
            ["input"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(input.ToJsonString())),
        }),
        ["databases"] = new JsonArray(new JsonObject { ["label"] = "default" }),
    };
}
