namespace Plugin.Api.Tests;

/// <summary>A page that shows how far things are must not be on record as a reader of inputs.</summary>
public sealed class Standing_runs(RunningHub hub) : IClassFixture<RunningHub>
{
    [Fact]
    public async Task Tell_state_and_node_without_contents_and_leave_no_reading_behind()
    {
        var world = hub.World;
        var task = await world.Alice.Post("task", world.TaskFor(world.A, world.B));

        var answer = await world.Alice.Get($"run/standing?task_id={task.Id}&state=open&sort=id");

        var runs = answer.Body!["data"]!.AsArray();
        Assert.Equal(200, answer.Status);
        Assert.Equal([world.A, world.B], runs.Select(run => (int)run!["organization_id"]!));
        Assert.All(runs, run =>
        {
            Assert.Equal(("pending", "pending", 0), ((string?)run!["status"], (string?)run["state"], (int)run["attempt"]!));
            Assert.NotNull((string?)run["node"]!["name"]);
            Assert.Empty(run.AsObject().Select(field => field.Key).Intersect(["input", "result", "log"]));
        });
        var readers = await world.Root.Get($"audit/runs/{(int)runs[0]!["id"]!}/readers");
        Assert.Empty(readers.Body!["did_read"]!.AsArray());
    }
}
