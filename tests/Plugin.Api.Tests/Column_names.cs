namespace Plugin.Api.Tests;

public sealed class Column_names(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Are_what_a_node_has_told()
    {
        Assert.Equal(200, (await _world.NodeB.Post(
            "station/session",
            """{"session":"column-session","version":"1.0","facts":[{"key":"columns_default","value":"age"},{"key":"columns_default","value":"sex"}]}""")).Status);

        var told = await _world.Alice.Post("column", Body("default"));

        Assert.Equal((200, """{"columns":["age","sex"]}"""), (told.Status, told.Body!.ToJsonString()));
    }

    [Fact]
    public async Task Are_asked_for_by_a_task_where_none_has_told()
    {
        var task = await _world.Alice.Post("column", Body("elsewhere", ",\"query\":\"select 1\",\"sheet_name\":\"S\""));

        Assert.Equal(
            (201, "get_column_names", "harbor2.vantage6.ai/algorithms/basics", """[{"label":"elsewhere","parameters":"{\"query\":\"select 1\",\"sheet_name\":\"S\"}"}]"""),
            (task.Status, task.Text("name"), task.Text("image"), task["databases"].ToJsonString(Plugin.Contracts.WireJson.Options)));
    }

    [Fact]
    public async Task Are_for_those_who_may_order_tasks()
    {
        Assert.Equal(401, (await _world.Oscar.Post("column", Body("default"))).Status);
        Assert.Equal(401, (await _world.Carol.Post("column", Body("default"))).Status);
        Assert.Equal(404, (await _world.Alice.Post("column", Body("default").Replace($":{_world.Collaboration},", ":4711,"))).Status);
        Assert.Equal(400, (await _world.Alice.Post("column", """{"db_label":"default","collaboration_id":1}""")).Status);
    }

    private string Body(string label, string more = "") =>
        $$"""
        {"collaboration_id":{{_world.Collaboration}},"db_label":"{{label}}","organizations":[{"id":{{_world.A}},"input":"e30="}]{{more}}}
        """;
}
