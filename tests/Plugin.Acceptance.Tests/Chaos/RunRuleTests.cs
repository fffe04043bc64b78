using System.Text.Json.Nodes;

namespace Plugin.Acceptance.Tests.Chaos;

/// <summary>The rules that real histories are held against find what they are for.</summary>
public sealed class The_rules_for_runs
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("claimed 1", "started 1", "ended completed 1")]
    [InlineData("claimed 1", "released 1", "claimed 2", "started 2", "ended completed 2")]
    [InlineData("claimed 1", "started 1", "killed", "ended killed 1")]
    [InlineData("claimed 1", "started 1", "ended completed 1", "killed")]
    public void Pass_what_was_promised(params string[] story) => Assert.Empty(RunRules.Findings(Told(story)));

    [Theory]
    [InlineData("ended 0 times", "claimed 1", "started 1")]
    [InlineData("ended 2 times", "claimed 1", "ended completed 1", "ended completed 1")]
    [InlineData("went on after its end with run.started/1", "claimed 1", "ended completed 1", "started 1")]
    [InlineData("was at attempt 2 when run.started/1 spoke of 1", "claimed 1", "released 1", "claimed 2", "started 1", "ended completed 1")]
    [InlineData("was at attempt 1 when run.claimed/1 spoke of 1", "claimed 1", "released 1", "claimed 1", "ended completed 1")]
    [InlineData("ended as completed", "claimed 1", "killed", "ended completed 1")]
    [InlineData("ended as killed", "claimed 1", "ended killed 1")]
    [InlineData("ended as crashed", "claimed 1", "ended crashed 1")]
    [InlineData("ended as failed", "claimed 1", "ended failed 1")]
    [InlineData("has 2 subtasks", "claimed 1", "subtask_created 1", "subtask_created 1", "ended completed 1")]
    public void Find(string finding, params string[] story) => Assert.Contains(RunRules.Findings(Told(story)), f => f.Contains(finding, StringComparison.Ordinal));

    /// <summary>Run 7 of task 5: what happened, then the outcome of an end, then the attempt.</summary>
    private static History Told(string[] story) => new(
    [
        new Happened(1, "task-5", "task.created/2", new JsonObject(), Noon),
        new Happened(2, "run-7", "run.created/1", new JsonObject { ["task"] = 5 }, Noon),
        .. story.Select((text, i) => text.Split(' ') switch
        {
            ["killed"] => new Happened(i + 3, "task-5", "task.killed/1", new JsonObject(), Noon),
            ["ended", var outcome, var attempt] => new Happened(i + 3, "run-7", "run.ended/2", End(outcome, int.Parse(attempt)), Noon),
            [var name, var attempt] => new Happened(i + 3, "run-7", $"run.{name}/1", new JsonObject { ["attempt"] = int.Parse(attempt) }, Noon),
            _ => throw new ArgumentException(text),
        }),
    ]);

    private static JsonObject End(string outcome, int attempt) => new()
    {
        ["task"] = 5,
        ["attempt"] = attempt,
        ["outcome"] = outcome,
        ["cause"] = new JsonObject { ["kind"] = "reported" },
        ["result"] = outcome == "completed" ? new JsonObject() : null,
    };
}
