namespace Plugin.Api.Tests;

/// <summary>Every filter of the lists of tasks and runs finds what it should and nothing else.</summary>
public sealed class Task_lists(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Are_filtered_by_what_a_task_is()
    {
        var (one, run) = await Ordered("Filter one", "filter/one:1", "first", _world.A);
        var (two, _) = await Ordered("Filter two", "filter/two:1", "second", _world.B);

        await Finds($"name=Filter%25&image=filter/one%25", one);
        await Finds("name=Filter%25&description=sec%25", two);
        await Finds("name=filter%20ONE", one);
        await Finds($"name=Filter%25&run_id={run}", one);
        await Finds($"name=Filter%25&database=first", one);
        await Finds("name=Filter%25&database=fir%25");
        await Finds($"name=Filter%25&job_id={two}", two);
        await Finds($"name=Filter%25&init_org_id={_world.A}", two, one);
        await Finds($"name=Filter%25&init_org_id={_world.B}");
        await Finds($"name=Filter%25&collaboration_id={_world.Collaboration}&status=pending", two, one);
        await Finds("name=Filter%25&status=active");
        await Finds("name=Filter%25&is_user_created=1", two, one);
        await Finds("name=Filter%25&is_user_created=2", two, one);
        await Finds("name=Filter%25&is_user_created=0");
        await Finds("name=Filter%25&sort=id", one, two);
        await Finds("name=Filter%25&sort=-description", two, one);
    }

    [Fact]
    public async Task Tell_subtasks_from_what_people_ordered()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        var child = await Subtask(task, run);

        await Finds($"job_id={task}&is_user_created=0", child);
        await Finds($"job_id={task}&is_user_created=True", task);
        await Finds($"parent_id={task}", child);
        await Finds($"job_id={task}&parent_id={task}&status=pending", child);
    }

    [Theory]
    [InlineData("task?init_user_id=4711", 400)]
    [InlineData("task?parent_id=4711", 400)]
    [InlineData("task?job_id=4711", 400)]
    [InlineData("task?study_id=4711", 400)]
    [InlineData("task?is_user_created=maybe", 400)]
    [InlineData("task?status=dancing", 400)]
    [InlineData("task?sort=colour", 400)]
    [InlineData("run?task_id=4711", 400)]
    [InlineData("run?node_id=4711", 400)]
    [InlineData("run?started_from=yesterday", 400)]
    [InlineData("result?task_id=4711", 400)]
    public async Task Refuse_a_filter_that_names_nothing(string path, int status) =>
        Assert.Equal(status, (await _world.Alice.Get(path)).Status);

    [Fact]
    public async Task Refuse_a_filter_that_names_what_the_caller_may_not_see()
    {
        var (task, _) = await _world.Ordered(_world.Alice, _world.A);

        foreach (var path in (string[])[
            $"task?init_org_id={_world.A}", "task?init_user_id=2", $"task?collaboration_id={_world.Collaboration}", $"task?parent_id={task}",
            $"task?job_id={task}", $"run?task_id={task}", $"run?organization_id={_world.A}", $"run?collaboration_id={_world.Collaboration}",
            $"run?node_id={_world.NodeAId}", $"result?organization_id={_world.A}"])
        {
            Assert.Equal((path, 401), (path, (await _world.Carol.Get(path)).Status));
            Assert.Equal((path, 200), (path, (await _world.Bob.Get(path)).Status));
        }
    }

    [Fact]
    public async Task Of_runs_compare_each_time_with_its_own_limits()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        var (_, pending) = await _world.Ordered(_world.Alice, _world.A);
        await _world.NodeA.Patch($"run/{run}", """{"status":"active"}""");
        await _world.NodeA.Patch($"run/{run}", """{"status":"completed","result":"e30="}""");
        var view = (await _world.Alice.Get($"run/{run}")).Body!;
        var (assigned, finished) = ((string)view["assigned_at"]!, (string)view["finished_at"]!);

        await FindsRun($"assigned_from={assigned}&assigned_till={assigned}", run);
        await FindsRun($"finished_from={finished}", run);
        await FindsRun("started_from=2020-01-01&finished_from=2020-01-01&finished_till=2999-12-31", run);
        await FindsRun("started_till=2020-01-01");
        await FindsRun("finished_from=2999-12-31");
        Assert.Contains(pending, (await _world.Alice.Get("run?state=open&per_page=1000")).Ids);
        Assert.DoesNotContain(run, (await _world.Alice.Get("run?state=open&per_page=1000")).Ids);
        Assert.Equal([run], (await _world.Alice.Get($"result?task_id={task}&task_id={task}&page=1")).Ids);

        async Task FindsRun(string query, params int[] ids) => Assert.Equal(ids, (await _world.Alice.Get($"run?task_id={task}&{query}")).Ids);
    }

    [Fact]
    public async Task Show_results_to_those_who_see_the_runs_of_all_that_they_see()
    {
        var viewer = await Ruled("tasks-only", 29);
        var narrow = await Ruled("own-runs", 29, 40);
        var wide = await Ruled("all-runs", 29, 39);
        var (task, _) = await _world.Ordered(_world.Alice, _world.A);

        Assert.Equal(401, (await viewer.Get("task?include=results")).Status);
        Assert.Equal(401, (await narrow.Get("task?include=results")).Status);
        Assert.Equal(200, (await wide.Get("task?include=results,runs")).Status);
        Assert.Equal(200, (await viewer.Get($"task/{task}")).Status);
        Assert.Equal(401, (await viewer.Get($"task/{task}?include=results")).Status);
        Assert.Single((await wide.Get($"task/{task}?include=runs&include=results"))["results"].AsArray());
    }

    private async Task<Api> Ruled(string name, params int[] rules)
    {
        var made = await _world.Root.Post(
            "user",
            $$"""{"username":"{{name}}","email":"{{name}}@example.org","password":"{{World.Password}}","organization_id":{{_world.A}},"rules":[{{string.Join(',', rules)}}]}""");
        Assert.Equal(201, made.Status);
        return await hub.Anyone.LogIn(name, World.Password);
    }

    private async Task<int> Subtask(int task, int run)
    {
        await _world.NodeA.Patch($"run/{run}", """{"status":"active"}""");
        var token = await _world.NodeA.Post("token/container", $$"""{"task_id":{{task}},"image":"algorithms:1"}""");
        var child = await hub.Anyone.With(token.Text("container_token")).Post("task", _world.TaskFor(_world.B));
        Assert.Equal(201, child.Status);
        return child.Id;
    }

    private async Task<(int Task, int Run)> Ordered(string name, string image, string label, int organization)
    {
        var task = await _world.Alice.Post(
            "task",
            $$"""
            {"name":"{{name}}","image":"{{image}}","description":"{{label}}","collaboration_id":{{_world.Collaboration}},
            "databases":[{"label":"{{label}}"}],"organizations":[{"id":{{organization}},"input":"{{World.Input}}"}]}
            """);
        Assert.Equal(201, task.Status);
        return (task.Id, (await _world.Alice.Get($"run?task_id={task.Id}")).Ids.Single());
    }

    private async Task Finds(string query, params int[] ids) => Assert.Equal(ids, (await _world.Alice.Get($"task?{query}")).Ids);
}
