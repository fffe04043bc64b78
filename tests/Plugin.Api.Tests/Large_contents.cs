using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Plugin.Api.Tests;

/// <summary>Inputs and results that are too large for one entry, as every reader and a station meet them.</summary>
public sealed class Large_contents(RunningHub hub) : IClassFixture<RunningHub>
{
    private const int Part = 1024 * 1024;

    // Characters of one to four bytes, and all that JSON escapes, at every place of a buffer.
    private static readonly string Text = string.Concat(Enumerable.Range(0, 150_000).Select(i => "aé€😀\"\\\n\u0001"[(i % 3)..] + i));

    private readonly World _world = hub.World;

    [Theory]
    [InlineData("result/{run}", "result")]
    [InlineData("run/{run}", "log")]
    [InlineData("result?task_id={task}", "result")]
    [InlineData("run?task_id={task}", "log")]
    [InlineData("task/{task}?include=results", "result")]
    public async Task Stand_in_their_place_in_JSON(string route, string field)
    {
        var (task, run) = await Completed();

        var answer = await _world.Bob.Get(Path(route, task, run));

        Assert.Equal((200, "application/json"), (answer.Status, answer.Type));
        var view = answer.Body!["data"] is JsonArray list ? list.Single()!
            : answer.Body["results"] is JsonArray results ? results.Single()!
            : answer.Body;
        Assert.Equal(Text, (string)view[field]!);
        Assert.NotNull(view["task"]);
    }

    [Fact]
    public async Task Are_read_as_they_were_sent_and_from_any_byte_on()
    {
        var (_, run) = await Completed();
        var bytes = Encoding.UTF8.GetBytes(Text);

        Assert.Equal(Text, await _world.Bob.Read(HttpMethod.Get, $"run/{run}/contents/result"));
        Assert.Equal(Text, await _world.Bob.Read(HttpMethod.Get, $"run/{run}/contents/log"));
        Assert.Equal(World.Input, await _world.Bob.Read(HttpMethod.Get, $"run/{run}/contents/input"));
        var rest = await _world.Bob.Send(HttpMethod.Get, $"run/{run}/contents/result", null, ("Range", $"bytes={bytes.Length - 5}-"));
        Assert.Equal((206, "application/octet-stream"), (rest.Status, rest.Type));
        Assert.Equal(404, (await _world.Bob.Get($"run/{run}/contents/other")).Status);
        Assert.Equal(416, (await _world.Bob.Send(HttpMethod.Get, $"run/{run}/contents/result", null, ("Range", "bytes=99999999-"))).Status);
        Assert.Equal(401, (await _world.Carol.Get($"run/{run}/contents/result")).Status);
        Assert.Equal("", await _world.Bob.Read(HttpMethod.Head, $"result/{run}"));
        Assert.Equal("", await _world.Bob.Read(HttpMethod.Head, $"run/{run}/contents/result"));
    }

    [Fact]
    public async Task Leave_a_record_of_who_read_them()
    {
        var (task, run) = await Completed();
        var before = await Readings();

        await _world.Bob.Read(HttpMethod.Get, $"run/{run}/contents/result");

        Assert.Equal(before + 1, await Readings());

        async Task<int> Readings() => (await _world.Root.Get($"audit/tasks/{task}/events?limit=1000"))["events"].AsArray()
            .Count(e => (string)e!["name"]! == "reading.contents_read/1");
    }

    [Fact]
    public async Task Go_on_from_where_they_broke_off_and_from_nowhere_else()
    {
        var (run, _) = await Claimed();
        var bytes = new byte[(2 * Part) + 5];

        Assert.Equal("""{"received":0,"stored":null}""", (await _world.NodeA.Get(Upload(run))).Body!.ToJsonString());
        var early = await Put(_world.NodeA, run, bytes[Part..], Part, bytes.Length);
        Assert.Equal((409, "content.offset"), (early.Status, early.Text("code")));
        Assert.Equal((400, "content.range"), await Code(Put(_world.NodeA, run, bytes, "bytes */5")));
        Assert.Equal((403, "run.other_node"), await Code(Put(_world.NodeB, run, bytes, 0, bytes.Length)));
        var stored = await Put(_world.NodeA, run, bytes, 0, bytes.Length);
        Assert.Equal((200, (long)bytes.Length), (stored.Status, (long)stored["size"]));
        Assert.Equal(stored.Text("id"), (string)(await _world.NodeA.Get(Upload(run)))["stored"]["id"]!);
    }

    [Fact]
    public async Task Beyond_the_limit_are_refused_before_and_while_they_are_sent()
    {
        var (run, _) = await Claimed();
        var bytes = new byte[(8 * Part) + 1];

        var asked = await _world.NodeA.Get($"{Upload(run)}?size={bytes.Length}");
        Assert.Equal((413, "content.too-large"), (asked.Status, asked.Text("code")));
        Assert.Equal("The content is larger than the 8388608 bytes that this hub takes at most.", asked.Text("detail"));
        Assert.Equal((413, "content.too-large"), await Code(Put(_world.NodeA, run, bytes, 0, bytes.Length)));
        using var chunked = new StreamContent(new MemoryStream(bytes));
        chunked.Headers.ContentLength = null;
        Assert.Equal((413, "content.too-large"), await Code(_world.NodeA.Send(HttpMethod.Put, Upload(run), chunked)));
        Assert.Equal("""{"received":0,"stored":null}""", (await _world.NodeA.Get(Upload(run))).Body!.ToJsonString());
    }

    [Fact]
    public async Task Of_another_run_or_kind_cannot_be_named()
    {
        var (run, _) = await Claimed();
        var (other, _) = await Claimed();
        var stored = (await Put(_world.NodeA, other, new byte[10], 0, 10)).Text("id");

        foreach (var (id, field) in ((int, string)[])[(run, "result_content"), (other, "log_content")])
        {
            var refused = await _world.NodeA.Post($"station/runs/{id}/report", $$"""{"attempt":1,"state":"completed","{{field}}":"{{stored}}"}""");
            Assert.Equal(400, refused.Status);
        }
    }

    [Fact]
    public async Task As_inputs_are_fetched_by_the_station_that_claimed_the_run()
    {
        var input = Convert.ToBase64String(new byte[2 * Part]);
        var task = await _world.Alice.Post("task", _world.TaskFor(_world.A).Replace(World.Input, input, StringComparison.Ordinal));
        var run = (await _world.Alice.Get($"run?task_id={task.Id}")).Ids.Single();
        var claim = await _world.NodeA.Post(
            $"station/runs/{run}/claim", $$"""{"session":"{{await World.Session(_world.NodeA)}}"}""");

        Assert.Null(claim.Body!["input"]);
        Assert.Equal(input, await _world.NodeA.Read(HttpMethod.Get, $"station/runs/{run}/input/1"));
        Assert.Equal(403, (await _world.NodeB.Get($"station/runs/{run}/input/1")).Status);
        Assert.Equal(409, (await _world.NodeA.Get($"station/runs/{run}/input/2")).Status);
    }

    private static string Path(string route, int task, int run) => route
        .Replace("{task}", task.ToString(), StringComparison.Ordinal).Replace("{run}", run.ToString(), StringComparison.Ordinal);

    private static string Upload(int run, string kind = "result") => $"station/runs/{run}/contents/1/{kind}";

    private static async Task<(int, string)> Code(Task<Answer> answer) => ((await answer).Status, (await answer).Text("code"));

    private static Task<Answer> Put(Api node, int run, byte[] bytes, long offset, long size) =>
        Put(node, run, bytes, offset == 0 ? null : $"bytes {offset}-{size - 1}/{size}");

    private static async Task<Answer> Put(Api node, int run, byte[] bytes, string? range, string kind = "result")
    {
        using var content = new ByteArrayContent(bytes);
        if (range is not null)
        {
            content.Headers.ContentRange = ContentRangeHeaderValue.Parse(range);
        }

        return await node.Send(HttpMethod.Put, Upload(run, kind), content);
    }

    private async Task<(int Run, int Task)> Claimed()
    {
        var session = await World.Session(_world.NodeA);
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        Assert.Equal(200, (await _world.NodeA.Post($"station/runs/{run}/claim", $$"""{"session":"{{session}}"}""")).Status);
        Assert.Equal(204, (await _world.NodeA.Post($"station/runs/{run}/report", """{"attempt":1,"state":"active"}""")).Status);
        return (run, task);
    }

    /// <summary>With the same text as result and as log.</summary>
    private async Task<(int Task, int Run)> Completed()
    {
        var (run, task) = await Claimed();
        var bytes = Encoding.UTF8.GetBytes(Text);
        var result = (await Put(_world.NodeA, run, bytes, null)).Text("id");
        var log = (await Put(_world.NodeA, run, bytes, null, "log")).Text("id");
        var report = $$"""{"attempt":1,"state":"completed","result_content":"{{result}}","log_content":"{{log}}"}""";
        Assert.Equal(204, (await _world.NodeA.Post($"station/runs/{run}/report", report)).Status);
        Assert.Equal(204, (await _world.NodeA.Post($"station/runs/{run}/report", report)).Status);
        return (task, run);
    }
}
