using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Faults;

/// <summary>Mistakes that only show where the data is: the run ends in the right state, with a log that says why.</summary>
public sealed class A_mistaken_task(RunningFederation running) : IClassFixture<RunningFederation>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("an image that no hospital has", "plugin-acceptance/nowhere:1", "partial_summary", "age", "default", "non-existing Docker image", "plugin-acceptance/nowhere:1")]
    [InlineData("an image that no hospital allows", "elsewhere/miner:1", "partial_summary", "age", "default", "not allowed", "elsewhere/miner:1")]
    [InlineData("a column that is not there", Federation.Image, "partial_summary", "shoe_size", "default", "crashed", "shoe_size")]
    [InlineData("a method that is not there", Federation.Image, "partial_magic", "age", "default", "crashed", "partial_magic")]
    [InlineData("a data source that is not there", Federation.Image, "partial_summary", "age", "elsewhere", null, "elsewhere")]
    public async Task Ends_in_the_right_state_and_says_why(
        string mistake, string image, string method, string column, string database, string? status, string reason)
    {
        var federation = running.Federation;
        var input = new JsonObject { ["method"] = method, ["kwargs"] = new JsonObject { ["columns"] = new JsonArray(column) } };

        var task = await federation.Researcher.Submit(federation.Collaboration, image, input, federation.Organisations[..1], database);
        var ended = await federation.Finished(task, Patience);

        var run = (await federation.Researcher.Get($"run?task_id={task}"))["data"]!.AsArray().Single()!;
        Assert.True(status is null ? ended is "not allowed" or "failed" : ended == status, $"{mistake} ended as {ended}: {run["log"]}");
        Assert.Contains(reason, (string?)run["log"] ?? "", StringComparison.Ordinal);
        Assert.NotNull((string?)run["finished_at"]);
    }

    [Fact]
    public async Task Of_a_central_function_fails_with_the_hospital_and_the_reason()
    {
        var federation = running.Federation;
        var input = new JsonObject { ["method"] = "central_summary", ["kwargs"] = new JsonObject { ["columns"] = new JsonArray("shoe_size") } };

        var task = await federation.Researcher.Submit(
            federation.Collaboration, Federation.Image, input, federation.Organisations[..1], "default");

        Assert.Equal("crashed", await federation.Finished(task, Patience));
        var run = (await federation.Researcher.Get($"run?task_id={task}"))["data"]!.AsArray().Single()!;
        Assert.Contains("shoe_size", (string)run["log"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_while_it_runs_stops_at_every_hospital()
    {
        var federation = running.Federation;
        var input = new JsonObject { ["method"] = "wait", ["kwargs"] = new JsonObject { ["milliseconds"] = 60_000 } };
        var task = await federation.Researcher.Submit(federation.Collaboration, Federation.Image, input, federation.Organisations, "default");
        await Eventually.Get(
            async () => (string?)(await federation.Researcher.Get($"task/{task}/status"))["status"] == "active" ? "active" : null,
            Patience, () => $"task {task} being active");

        await federation.Researcher.Post("kill/task", new JsonObject { ["id"] = task });

        Assert.Equal("killed by user", await federation.Finished(task, Patience));
        var next = await federation.Researcher.Submit(
            federation.Collaboration, Federation.Image,
            new JsonObject { ["method"] = "wait", ["kwargs"] = new JsonObject { ["milliseconds"] = 1 } }, federation.Organisations, "default");
        Assert.Equal("completed", await federation.Finished(next, Patience));
    }
}

/// <summary>One federation for all tests of a class.</summary>
public sealed class RunningFederation : IAsyncLifetime
{
    public Federation Federation { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Federation = await Federation.Start();

    public ValueTask DisposeAsync() => Federation.DisposeAsync();
}
