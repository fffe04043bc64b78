using System.Text.Json;

namespace Plugin.Contracts.Tests;

public sealed class Wire_shapes
{
    private static readonly DateTimeOffset At = new(2026, 1, 31, 9, 8, 7, TimeSpan.Zero);

    private static Link LinkTo(string kind, int id) => new(id, $"/api/{kind}/{id}", ["GET"]);

    private static readonly TaskView Task = new(
        9, "n", "", "img:1", RunStatus.Pending, 9, At, null, LinkTo("collaboration", 1), null, null, LinkTo("organization", 2),
        LinkTo("user", 4), null, [new TaskDatabase("default", "{}")], "/api/run?task_id=9", "/api/result?task_id=9", "/api/task?parent_id=9", Complete: false)
    {
        Progress = new RunProgress(Runs: 3, Ended: 2, Failed: 1),
    };

    [Fact]
    public void A_task_has_exactly_the_keys_of_the_contract_and_how_far_it_is() =>
        Assert.Equal(
            """
            {"id":9,"name":"n","description":"","image":"img:1","status":"pending","job_id":9,"created_at":"2026-01-31T09:08:07","finished_at":null,
            "collaboration":{"id":1,"link":"/api/collaboration/1","methods":["GET"]},"study":null,"parent":null,
            "init_org":{"id":2,"link":"/api/organization/2","methods":["GET"]},"init_user":{"id":4,"link":"/api/user/4","methods":["GET"]},
            "algorithm_store":null,"databases":[{"label":"default","parameters":"{}"}],"runs":"/api/run?task_id=9",
            "results":"/api/result?task_id=9","children":"/api/task?parent_id=9","complete":false,
            "progress":{"runs":3,"ended":2,"failed":1}}
            """.ReplaceLineEndings(""),
            JsonSerializer.Serialize(Task, WireJson.Options));

    [Fact]
    public void A_run_carries_a_link_to_its_task_or_the_task_itself()
    {
        var run = new Run(
            1, RunStatus.Active, "aW4=", null, At, At.AddMicroseconds(5), null, null, false, LinkTo("organization", 2), LinkTo("task", 9),
            LinkTo("result", 1), new RunNode(7, "node", null, null), []);
        var linked = JsonSerializer.Serialize(run, WireJson.Options);
        var embedded = JsonSerializer.Serialize(run with { Task = new ToOne<TaskView>(null, Task with { Runs = null }) }, WireJson.Options);

        Assert.Equal(
            """
            {"id":1,"status":"active","input":"aW4=","log":null,"assigned_at":"2026-01-31T09:08:07","started_at":"2026-01-31T09:08:07.000005",
            "finished_at":null,"cleanup_at":null,"blob_storage_used":false,"organization":{"id":2,"link":"/api/organization/2","methods":["GET"]},
            "task":{"id":9,"link":"/api/task/9","methods":["GET"]},"results":{"id":1,"link":"/api/result/1","methods":["GET"]},
            "node":{"id":7,"name":"node","status":null,"ip":null},"ports":[]}
            """.ReplaceLineEndings(""),
            linked);
        using var shown = JsonDocument.Parse(embedded);
        Assert.False(shown.RootElement.GetProperty("task").TryGetProperty("runs", out _));
        Assert.Equal(9, JsonSerializer.Deserialize<Run>(linked, WireJson.Options)!.Task.Id);
        Assert.Equal("img:1", JsonSerializer.Deserialize<Run>(embedded, WireJson.Options)!.Task.Item!.Image);
    }

    [Fact]
    public void A_collaboration_s_organizations_are_a_path_or_the_objects()
    {
        var organization = new Organization(2, "a", "", "", "", "", "", "", "c", "n", "u", "t", "r", "s");
        var listed = new Collaboration(1, "c", true, "/api/organization?collaboration_id=1", "n", "t", "s", "a");
        var included = listed with { Organizations = new ToMany<Organization>(null, [organization]) };

        Assert.Equal(
            """{"id":1,"name":"c","encrypted":true,"organizations":"/api/organization?collaboration_id=1","nodes":"n","tasks":"t","studies":"s","algorithm_stores":"a"}""",
            JsonSerializer.Serialize(listed, WireJson.Options));
        Assert.Equal(
            organization,
            JsonSerializer.Deserialize<Collaboration>(JsonSerializer.Serialize(included, WireJson.Options), WireJson.Options)!
                .Organizations.Items!.Single());
    }

    [Fact]
    public void A_request_leaves_out_what_is_null() =>
        Assert.Equal("""{"address1":"x"}""", JsonSerializer.Serialize(new OrganizationPatch { Address1 = "x" }, WireJson.Options));

    [Fact]
    public void A_page_has_no_next_when_there_is_none() =>
        Assert.Equal(
            """{"data":[],"links":{"first":"f","self":"s"}}""",
            JsonSerializer.Serialize(new ListOf<Run>([], new PageLinks("f", null, "s", null, null)), WireJson.Options));

    [Theory]
    [InlineData("2026-01-31T09:08:07")]
    [InlineData("2026-01-31T09:08:07Z")]
    [InlineData("2026-01-31T09:08:07.000000+00:00")]
    [InlineData("2026-01-31T10:08:07+01:00")]
    public void Every_iso_form_of_a_time_is_read(string text)
    {
        Assert.True(WireTime.TryParse(text, out var time));
        Assert.Equal(At, time);
        Assert.Equal(TimeSpan.Zero, time.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("12/31/2026 10:00")]
    public void Nothing_else_is_a_time(string text) => Assert.False(WireTime.TryParse(text, out _));

    [Fact]
    public void A_result_and_its_content_have_different_names() =>
        Assert.Equal(
            """{"id":1,"result":null,"blob_storage_used":false,"cleanup_at":null,"run":{"id":1,"link":"/api/run/1","methods":["GET"]},"task":{"id":9,"link":"/api/task/9","methods":["GET"]}}""",
            JsonSerializer.Serialize(new Result(1, null, false, null, LinkTo("run", 1), LinkTo("task", 9)), WireJson.Options));
}
