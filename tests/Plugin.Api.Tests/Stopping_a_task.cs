namespace Plugin.Api.Tests;

/// <summary>vantage6 leaves kills to administrators; whoever may delete a task may end it here without losing sight of it.</summary>
public sealed class Stopping_a_task(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Is_for_its_researcher_and_leaves_it_in_the_list()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        Assert.Equal(401, (await _world.Alice.Post("kill/task", $$"""{"id":{{task}}}""")).Status);
        Assert.Equal(401, (await _world.Bob.Post($"task/{task}/stop", "")).Status);

        var stopped = await _world.Alice.Post($"task/{task}/stop", "");

        Assert.Equal((200, $"Task {task} and its subtasks are stopped."), (stopped.Status, stopped.Text("msg")));
        Assert.Equal("killed by user", (await _world.Alice.Get($"run/{run}")).Text("status"));
        var again = await _world.Alice.Post($"task/{task}/stop", "");
        Assert.Equal((400, $"Task {task} has finished already (killed by user)."), (again.Status, again.Text("msg")));
        Assert.Equal(404, (await _world.Alice.Post("task/4711/stop", "")).Status);
    }

    [Fact]
    public async Task Shows_in_all_that_belongs_to_it()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        var claim = await _world.NodeA.Post($"station/runs/{run}/claim", $$"""{"session":"{{await World.Session(_world.NodeA)}}"}""");
        Assert.Equal(204, (await _world.NodeA.Post($"station/runs/{run}/report", """{"attempt":1,"state":"active"}""")).Status);
        var subtask = await hub.Anyone.With(claim.Text("run_token")).Post("task", _world.TaskFor(_world.B));
        Assert.Equal(201, subtask.Status);
        Assert.Equal(200, (await _world.Alice.Post($"task/{task}/stop", "")).Status);

        var job = await _world.Alice.Get($"task/{subtask.Id}/job");

        Assert.Equal((task, 2), ((int)job["id"], (int)job["total"]));
        Assert.Equal([task, subtask.Id], job["tasks"].AsArray().Select(one => (int)one!["id"]!));
        Assert.Equal((task, run), ((int)job["tasks"][1]!["parent_id"]!, (int)job["tasks"][1]!["parent_run_id"]!));
        var runs = job["tasks"].AsArray().SelectMany(one => one!["runs"]!.AsArray()).ToArray();
        Assert.Equal([_world.A, _world.B], runs.Select(one => (int)one!["organization_id"]!));
        Assert.All(runs, one => Assert.Equal(("killed by user", "ended", false), ((string)one!["status"]!, (string)one["state"]!, (bool)one["has_result"]!)));
        Assert.Equal(404, (await _world.Alice.Get("task/4711/job")).Status);
        Assert.Equal(401, (await _world.Carol.Get($"task/{task}/job")).Status);
    }

    [Fact]
    public async Task Shows_in_the_progress_of_the_task()
    {
        var task = (await _world.Alice.Post("task", _world.TaskFor(_world.A, _world.B))).Id;
        Assert.Equal("""{"runs":2,"ended":0,"failed":0}""", (await _world.Alice.Get($"task/{task}"))["progress"].ToJsonString());

        Assert.Equal(200, (await _world.Alice.Post($"task/{task}/stop", "")).Status);

        Assert.Equal("""{"runs":2,"ended":2,"failed":2}""", (await _world.Alice.Get($"task/{task}"))["progress"].ToJsonString());
        Assert.Contains(task, (await _world.Alice.Get("task?created_from=2020-01-01&per_page=100")).Ids);
        Assert.Empty((await _world.Alice.Get("task?created_till=2020-01-01")).Ids);
        Assert.Equal(400, (await _world.Alice.Get("task?created_till=yesterday")).Status);
    }
}
