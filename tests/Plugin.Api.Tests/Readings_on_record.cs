using System.Text.Json.Nodes;

namespace Plugin.Api.Tests;

public sealed class Readings_on_record(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Theory]
    [InlineData("run?task_id={task}")]
    [InlineData("run/{run}")]
    [InlineData("result?task_id={task}")]
    [InlineData("result/{run}")]
    [InlineData("task/{task}?include=runs")]
    [InlineData("task/{task}?include=results")]
    [InlineData("task?include=results&job_id={task}")]
    public async Task Name_the_reader_and_the_rule(string route)
    {
        var (task, run) = await Completed();
        Assert.Empty(await By(_world.Bob, task));

        Assert.Equal(200, (await _world.Bob.Get(Path(route, task, run))).Status);

        var reading = (await By(_world.Bob, task)).Single();
        Assert.Equal("reading.contents_read/1", (string)reading["name"]!);
        Assert.Equal(task, (int)reading["data"]!["task"]!);
        Assert.Equal(await Actor(_world.Bob), (string)reading["data"]!["reader"]!);
        Assert.Equal(39, (int)reading["metadata"]!["rule"]!);
    }

    [Fact]
    public async Task Are_made_once_an_hour()
    {
        var (task, run) = await Completed();
        var began = TimeProvider.System.GetUtcNow();
        foreach (var route in (string[])["run/{run}", "result/{run}", "result?task_id={task}", "result/{run}"])
        {
            await _world.Bob.Get(Path(route, task, run));
        }

        Assert.Equal(
            ((DateTimeOffset[])[began, TimeProvider.System.GetUtcNow()]).Select(at => $"{at:yyyyMMddHH}").Distinct(),
            (await By(_world.Bob, task)).Select(e => ((string)e["stream"]!)[^10..]));
    }

    [Fact]
    public async Task Are_not_made_of_a_refused_request()
    {
        var (task, run) = await Completed();

        Assert.Equal(401, (await _world.Carol.Get($"result/{run}")).Status);

        Assert.Empty(await By(_world.Carol, task));
    }

    [Fact]
    public async Task Are_not_made_where_nothing_is_there_to_read()
    {
        var task = (await _world.Alice.Post("task", _world.TaskFor(_world.A))).Id;

        Assert.Single((await _world.Bob.Get($"result?task_id={task}")).Data);
        await _world.Bob.Get($"task/{task}");

        Assert.Empty(await By(_world.Bob, task));
    }

    [Fact]
    public async Task Are_not_made_of_a_node_that_sees_the_input_of_its_own_run()
    {
        var (task, run) = await Completed();

        Assert.Equal(200, (await _world.NodeA.Get($"run/{run}")).Status);
        Assert.DoesNotContain(await Readings(task), e => (string)e["data"]!["reader"]! == $"node:{_world.NodeAId}");

        Assert.Equal(200, (await _world.NodeB.Get($"run/{run}")).Status);
        Assert.Contains(await Readings(task), e => ((string)e["data"]!["reader"]!).StartsWith("node:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stay_when_the_task_is_deleted()
    {
        var (task, run) = await Completed();
        await _world.Bob.Get($"result/{run}");

        Assert.Equal(200, (await _world.Alice.Delete($"task/{task}")).Status);

        Assert.Single(await By(_world.Bob, task));
    }

    /// <summary>A task of Alice for hospital A, completed by the words of a vantage6 node; nobody has read of it yet but that node.</summary>
    private async Task<(int Task, int Run)> Completed()
    {
        var task = (await _world.Alice.Post("task", _world.TaskFor(_world.A))).Id;
        var history = (await _world.Alice.Get($"audit/tasks/{task}/events"))["events"].AsArray();
        var run = (int)history[0]!["data"]!["runs"]![0]!["run"]!;
        Assert.Equal(200, (await _world.NodeA.Patch($"run/{run}", """{"status":"completed","result":"e30="}""")).Status);
        return (task, run);
    }

    private async Task<IReadOnlyList<JsonNode>> By(Api reader, int task)
    {
        var actor = await Actor(reader);
        return [.. (await Readings(task)).Where(e => (string)e["metadata"]!["actor"]! == actor)];
    }

    private async Task<IReadOnlyList<JsonNode>> Readings(int task) =>
    [
        .. (await _world.Alice.Get($"audit/tasks/{task}/events?limit=1000"))["events"].AsArray().Select(e => e!)
            .Where(e => ((string)e["stream"]!).StartsWith("reading-", StringComparison.Ordinal)),
    ];

    private async Task<string> Actor(Api user) => $"user:{(await _world.Root.Get("user?username=" + (user == _world.Bob ? "bob" : "carol"))).Ids.Single()}";

    private static string Path(string route, int task, int run) =>
        route.Replace("{task}", $"{task}", StringComparison.Ordinal).Replace("{run}", $"{run}", StringComparison.Ordinal);
}
