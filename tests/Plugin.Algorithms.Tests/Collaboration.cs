using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Plugin.Algorithms.Container;

namespace Plugin.Algorithms.Tests;

/// <summary>A hospital's data; null: a station without this data source.</summary>
internal sealed record Part(string? Csv);

internal sealed record Ended(int ExitCode, string Log, string Errors, byte[] Output)
{
    public JsonElement Result => JsonElement.Parse(Output);
}

/// <summary>
/// A node's proxy with a whole collaboration behind it: a posted task runs the partial at each hospital's part by the algorithm's own entry
/// point, and answers in the shapes of the vantage6 API.
/// </summary>
internal sealed class Collaboration : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly IReadOnlyList<Part> parts;
    private readonly ConcurrentDictionary<int, Task<Ended>[]> tasks = [];
    private int lastTask = 40;
    private int connectionsToBreak;

    private Collaboration(IReadOnlyList<Part> parts)
    {
        this.parts = parts;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.Use(BreakConnections);
        server.MapGet("/organization", Organizations);
        server.MapPost("/task", Submit);
        server.MapGet("/task/{id:int}/status", async (int id) => new { status = await Status(id) });
        server.MapGet("/run", (int task_id, int page) => Page(page, Runs(task_id)));
        server.MapGet("/result", (int task_id, int page) => Page(page, ResultsOf(task_id)));
    }

    /// <summary>Bodies of the tasks that were posted.</summary>
    public ConcurrentQueue<JsonElement> Posted { get; } = [];

    /// <summary>Leaves out the result of this organisation, as if it had completed with nothing.</summary>
    public int? WithoutResult { get; init; }

    public static Task<Collaboration> Of(IEnumerable<string> csvs) => Start(new Collaboration([.. csvs.Select(csv => new Part(csv))]));

    public static async Task<Collaboration> Start(IEnumerable<Part> parts, int? withoutResult = null) =>
        await Start(new Collaboration([.. parts]) { WithoutResult = withoutResult });

    public void BreakNextConnections(int count) => connectionsToBreak = count;

    public async Task<Ended> Run(string method, JsonObject arguments)
    {
        using var folder = new RunFolder(RunFolder.Input(method, arguments)).GiveProxy(new Uri(server.Urls.Single()));
        return await Run(folder);
    }

    /// <summary>Runs a central method that is expected to succeed.</summary>
    public async Task<JsonElement> Result(string method, JsonObject arguments)
    {
        var ended = await Run(method, arguments);
        Assert.Equal("", ended.Errors);
        Assert.Equal(0, ended.ExitCode);
        return ended.Result;
    }

    public static async Task<Ended> Run(RunFolder folder)
    {
        using var log = new StringWriter();
        using var errors = new StringWriter();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var code = await Entrypoint.Run(folder.Environment, log, errors, TimeProvider.System, limit.Token);
        return new Ended(code, log.ToString(), errors.ToString(), await File.ReadAllBytesAsync(folder.OutputFile));
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static async Task<Collaboration> Start(Collaboration collaboration)
    {
        await collaboration.server.StartAsync();
        return collaboration;
    }

    private Task BreakConnections(HttpContext context, RequestDelegate next)
    {
        if (Interlocked.Decrement(ref connectionsToBreak) >= 0)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        return next(context);
    }

    // One item a page, so that a client that reads only the first page is found out.
    private static JsonObject Page(int page, List<JsonObject> items) => new()
    {
        ["data"] = new JsonArray([.. items.Skip(page - 1).Take(1)]),
        ["links"] = page < items.Count ? new JsonObject { ["next"] = $"?page={page + 1}" } : new JsonObject(),
    };

    private JsonObject Organizations(int collaboration_id, int page)
    {
        Assert.Equal(3, collaboration_id);
        return Page(page, [.. parts.Select((_, i) => new JsonObject { ["id"] = i + 1, ["name"] = $"Hospital {i + 1}" })]);
    }

    private async Task<IResult> Submit(HttpRequest request)
    {
        Assert.StartsWith("Bearer e30.", request.Headers.Authorization.ToString(), StringComparison.Ordinal);
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(request.Body);
        Posted.Enqueue(body);
        var id = Interlocked.Increment(ref lastTask);
        tasks[id] = [.. parts.Select((part, i) => Execute(part, InputOf(body, i + 1)))];
        return Results.Json(new JsonObject { ["id"] = id }, statusCode: 201);
    }

    private static string InputOf(JsonElement task, int organisation) => Encoding.UTF8.GetString(task.GetProperty("organizations")
        .EnumerateArray().Single(item => item.GetProperty("id").GetInt32() == organisation)
        .GetProperty("input").GetBytesFromBase64());

    private static async Task<Ended> Execute(Part part, string input)
    {
        using var folder = new RunFolder(input).Set("USER_REQUESTED_DATABASE_LABELS", "default");
        if (part.Csv is { } csv)
        {
            folder.GiveCsv(csv);
        }

        return await Run(folder);
    }

    private async Task<string> Status(int task)
    {
        // A quick partial is seen as finished at once; a slow one has to be asked for again.
        await Task.WhenAny(Task.WhenAll(tasks[task]), Task.Delay(20));
        return tasks[task].Any(run => !run.IsCompleted) ? "active"
            : tasks[task].Any(run => run.Result.ExitCode != 0) ? "crashed"
            : "completed";
    }

    private List<JsonObject> Runs(int task) => [.. tasks[task].Select((run, i) => new JsonObject
    {
        ["id"] = (task * 100) + i,
        ["status"] = run.Result.ExitCode == 0 ? "completed" : "crashed",
        ["organization"] = new JsonObject { ["id"] = i + 1 },
    })];

    private List<JsonObject> ResultsOf(int task) => [.. tasks[task].Select((run, i) => new JsonObject
    {
        ["id"] = (task * 100) + i,
        ["run"] = new JsonObject { ["id"] = (task * 100) + i },
        ["result"] = i + 1 == WithoutResult ? "" : Convert.ToBase64String(run.Result.Output),
    })];
}
