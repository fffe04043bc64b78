namespace Plugin.Api.Tests;

public sealed class Studies(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    private string Body(string name, params int[] organizations) =>
        $$"""{"name":"{{name}}","collaboration_id":{{_world.Collaboration}},"organization_ids":[{{string.Join(',', organizations)}}]}""";

    private async Task<int> Made(string name, params int[] organizations)
    {
        var made = await _world.Root.Post("study", Body(name, organizations));
        Assert.Equal(201, made.Status);
        return made.Id;
    }

    [Fact]
    public async Task A_study_has_the_shape_of_the_contract()
    {
        var made = await _world.Root.Post("study", Body("Shape", _world.A));
        var id = made.Id;

        Assert.Equal(201, made.Status);
        Assert.Equal(["Hospital A"], made["organizations"].AsArray().Select(o => (string)o!["name"]!));
        Resource_shapes.Same(
            $$"""
            {"id":{{id}},"name":"Shape","collaboration":{"id":1,"link":"/api/collaboration/1","methods":["GET","PATCH","DELETE"]},
            "organizations":"/api/organization?study_id={{id}}","tasks":"/api/task?study_id={{id}}"}
            """,
            (await _world.Alice.Get($"study/{id}")).Body);
        var whole = await _world.Alice.Get($"study/{id}?include=organizations");
        Assert.Equal(_world.A, (int)whole["organizations"].AsArray().Single()!["id"]!);
        Assert.Equal(
            _world.A,
            (int)(await _world.Alice.Get("study?name=Shape&include=organizations")).Data.Single()["organizations"]!.AsArray().Single()!["id"]!);
    }

    [Fact]
    public async Task A_study_is_changed_and_regrouped()
    {
        var id = await Made("Regrouped", _world.A);

        var changed = await _world.Root.Patch($"study/{id}", $$"""{"name":"Regrouped 2","organization_ids":[{{_world.B}}]}""");
        Assert.Equal((200, "Regrouped 2"), (changed.Status, changed.Text("name")));
        Assert.Equal(_world.B, (int)changed["organizations"].AsArray().Single()!["id"]!);

        var added = await _world.Root.Post($"study/{id}/organization", $$"""{"id":{{_world.A}}}""");
        Assert.Equal(200, added.Status);
        Assert.Equal(["Hospital A", "Hospital B"], added.Names);
        var removed = await _world.Root.Delete($"study/{id}/organization", $$"""{"id":{{_world.B}}}""");
        Assert.Equal((200, "Hospital A"), (removed.Status, removed.Names.Single()));

        Assert.Equal(400, (await _world.Root.Delete($"study/{id}/organization", $$"""{"id":{{_world.B}}}""")).Status);
        Assert.Equal(400, (await _world.Root.Post($"study/{id}/organization", $$"""{"id":{{_world.C}}}""")).Status);
        Assert.Equal(404, (await _world.Root.Post($"study/{id}/organization", """{"id":4711}""")).Status);
    }

    [Theory]
    [InlineData("""{"name":"N","collaboration_id":1,"organization_ids":[]}""", 400)]
    [InlineData("""{"name":"N","collaboration_id":1,"organization_ids":[2,2]}""", 400)]
    [InlineData("""{"name":"12","collaboration_id":1,"organization_ids":[2]}""", 400)]
    [InlineData("""{"name":"N","organization_ids":[2]}""", 400)]
    [InlineData("""{"name":"N","collaboration_id":1,"organization_ids":[2],"x":1}""", 400)]
    [InlineData("""{"name":"N","collaboration_id":4711,"organization_ids":[2]}""", 404)]
    public async Task A_study_that_cannot_be_is_refused(string body, int status)
    {
        var answer = await _world.Root.Post("study", body);

        Assert.Equal(status, answer.Status);
        Assert.NotEmpty(answer.Text("msg"));
    }

    [Fact]
    public async Task A_study_has_only_members_of_its_collaboration_and_a_name_of_its_own()
    {
        await Made("Taken", _world.A);

        Assert.Equal(400, (await _world.Root.Post("study", Body("taken", _world.A))).Status);
        Assert.Equal(400, (await _world.Root.Post("study", Body("Strange", _world.C))).Status);
    }

    [Fact]
    public async Task A_study_is_seen_and_changed_by_those_whom_its_collaboration_concerns()
    {
        var ofB = await Made("Of B", _world.B);
        var admin = await _world.Person("studyadmin", _world.A, 7);

        Assert.Equal(401, (await _world.Alice.Get($"study/{ofB}")).Status);
        Assert.Equal(200, (await _world.Bob.Get($"study/{ofB}")).Status);
        Assert.Equal(200, (await _world.NodeB.Get($"study/{ofB}")).Status);
        Assert.DoesNotContain(ofB, (await _world.Alice.Get("study?per_page=100")).Ids);
        Assert.Contains(ofB, (await _world.Bob.Get("study?per_page=100")).Ids);
        Assert.Empty((await _world.Carol.Get("study")).Data);
        Assert.Equal(401, (await _world.Carol.Get("study?collaboration_id=1")).Status);
        Assert.Equal(401, (await _world.Alice.Get($"study?organization_id={_world.B}")).Status);
        Assert.Contains(ofB, (await admin.Get($"study?organization_id={_world.B}&per_page=100")).Ids);
        Assert.Equal(401, (await _world.Bob.Patch($"study/{ofB}", """{"name":"Mine"}""")).Status);
        Assert.Equal(401, (await _world.Bob.Delete($"study/{ofB}")).Status);
        Assert.Equal(401, (await _world.Bob.Post($"study/{ofB}/organization", $$"""{"id":{{_world.A}}}""")).Status);
        Assert.Equal(401, (await _world.Bob.Post("study", Body("Bob's", _world.B))).Status);
        Assert.Equal(201, (await admin.Post("study", Body("By an admin", _world.A))).Status);
        Assert.Equal(200, (await admin.Delete($"study/{ofB}")).Status);
    }

    [Fact]
    public async Task A_task_is_posted_to_a_study_alone()
    {
        var id = await Made("Asked", _world.A);

        var posted = await _world.Alice.Post("task", Order(id, _world.A));

        Assert.Equal(201, posted.Status);
        Assert.Equal(id, (int)posted["study"]["id"]!);
        Assert.Equal(1, (int)posted["collaboration"]["id"]!);
        Assert.Equal([posted.Id], (await _world.Bob.Get($"task?study_id={id}")).Ids);
        Assert.Equal(401, (await _world.Carol.Get($"task?study_id={id}")).Status);
        Assert.Equal(400, (await _world.Root.Get("task?study_id=4711")).Status);
        Assert.Equal(400, (await _world.Alice.Post("task", Order(id, _world.B))).Status);
        Assert.Equal(404, (await _world.Alice.Post("task", Order(4711, _world.A))).Status);
    }

    [Fact]
    public async Task An_algorithm_knows_the_study_it_works_for_and_sees_it()
    {
        var id = await Made("Worked for", _world.A);
        var task = await _world.Alice.Post("task", Order(id, _world.A));

        var token = await _world.NodeA.Post("token/container", $$"""{"task_id":{{task.Id}},"image":"algorithms:1"}""");

        var payload = token.Text("container_token").Split('.')[1].Replace('-', '+').Replace('_', '/');
        var subject = System.Text.Json.Nodes.JsonNode.Parse(
            Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')))!["sub"]!;
        Assert.Equal(id, (int)subject["study_id"]!);
        var container = hub.Anyone.With(token.Text("container_token"));
        Assert.Contains(id, (await container.Get("study?include=organizations&per_page=100")).Ids);
        Assert.Equal([_world.A], (await container.Get($"organization?study_id={id}")).Ids);
        Assert.Equal([task.Id], (await container.Get($"task?study_id={id}")).Ids);
    }

    [Fact]
    public async Task Lists_are_filtered_by_study()
    {
        var id = await Made("Filter", _world.B);

        Assert.Equal([_world.B], (await _world.Alice.Get($"organization?study_id={id}")).Ids);
        Assert.Equal([_world.NodeAId + 1], (await _world.Alice.Get($"node?study_id={id}")).Ids);
        Assert.Equal(401, (await _world.Carol.Get($"node?study_id={id}")).Status);
        Assert.Equal(400, (await _world.Root.Get("organization?study_id=4711")).Status);
    }

    [Fact]
    public async Task A_study_goes_without_its_tasks_only_when_it_has_none()
    {
        var id = await Made("Gone", _world.A);
        var task = (await _world.Alice.Post("task", Order(id, _world.A))).Id;

        Assert.Equal(400, (await _world.Root.Delete($"study/{id}")).Status);
        // What the Python client sends by default, and vantage6 itself takes for a yes.
        Assert.Equal(400, (await _world.Root.Delete($"study/{id}?delete_dependents=False")).Status);
        Assert.Equal(200, (await _world.Alice.Get($"task/{task}")).Status);

        var deleted = await _world.Root.Delete($"study/{id}?delete_dependents=True");

        Assert.Equal(200, deleted.Status);
        Assert.NotEmpty(deleted.Text("msg"));
        Assert.Equal(404, (await _world.Root.Get($"study/{id}")).Status);
        Assert.Equal(404, (await _world.Alice.Get($"task/{task}")).Status);
        await Made("Gone", _world.A);
    }

    private static string Order(int study, int organization) =>
        $$"""{"name":"S","image":"algorithms:1","study_id":{{study}},"organizations":[{"id":{{organization}},"input":"e30="}]}""";
}
