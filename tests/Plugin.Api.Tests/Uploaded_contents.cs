using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Plugin.Testing.Vantage6;

namespace Plugin.Api.Tests;

/// <summary>Inputs and results that travel by themselves.</summary>
public sealed class Uploaded_contents(UploadingHub hub) : IClassFixture<UploadingHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Are_what_a_task_and_a_result_name()
    {
        var (input, result) = (await Upload(_world.Alice, World.Input), await Upload(_world.NodeA, "e30="));
        var task = await _world.Alice.Post("task", Order(input));
        Assert.Equal(201, task.Status);
        var run = (await _world.Alice.Get($"run?task_id={task.Id}")).Data.Single();
        await _world.NodeA.Patch($"run/{run["id"]}", """{"status":"active"}""");
        await _world.NodeA.Patch($"run/{run["id"]}", $$"""{"status":"completed","result":"{{result}}"}""");

        var view = (await _world.Alice.Get($"result?task_id={task.Id}")).Data.Single();

        Assert.Equal((input, true), ((string)run["input"]!, (bool)run["blob_storage_used"]!));
        Assert.Equal((result, true), ((string)view["result"]!, (bool)view["blob_storage_used"]!));
        Assert.Equal(World.Input, await _world.NodeA.Read(HttpMethod.Get, $"blobstream/{input}"));
        Assert.Equal("e30=", await _world.Bob.Read(HttpMethod.Get, $"blobstream/{result}"));
        Assert.Equal(World.Input, await _world.Bob.Read(HttpMethod.Get, $"run/{run["id"]}/contents/input"));
    }

    [Fact]
    public async Task May_stay_within_JSON()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);

        var view = (await _world.Alice.Get($"run/{run}")).Body!;

        Assert.Equal((World.Input, false), ((string)view["input"]!, (bool)view["blob_storage_used"]!));
        Assert.NotEqual(0, task);
    }

    [Fact]
    public async Task Belong_to_one_run()
    {
        var input = await Upload(_world.Alice, World.Input);
        Assert.Equal(201, (await _world.Alice.Post("task", Order(input))).Status);

        Assert.Equal(400, (await _world.Alice.Post("task", Order(input))).Status);
        Assert.Equal(400, (await _world.Alice.Post("task", Order("0193c8d4-5a4e-7c3e-9f2a-1d2e3f4a5b6c"))).Status);
    }

    [Fact]
    public async Task Are_read_by_whoever_may_see_the_run_and_by_nobody_before()
    {
        var input = await Upload(_world.Alice, World.Input);
        Assert.Equal(404, (await _world.Alice.Get($"blobstream/{input}")).Status);
        var task = (await _world.Alice.Post("task", Order(input))).Id;

        Assert.Equal(401, (await _world.Carol.Get($"blobstream/{input}")).Status);
        using var download = await _world.Bob.Open($"blobstream/{input}");
        Assert.Equal(
            (200, "application/octet-stream", $"attachment; filename=result_{input}.bin"),
            ((int)download.StatusCode, download.Content.Headers.ContentType!.MediaType, download.Content.Headers.ContentDisposition!.ToString()));
        Assert.Equal(404, (await _world.Alice.Get("blobstream/anything")).Status);
        var readers = (await _world.Root.Get($"audit/tasks/{task}/events"))["events"].AsArray().Select(e => (string)e!["name"]!);
        Assert.Contains("reading.contents_read/1", readers);
    }

    [Fact]
    public async Task Are_taken_from_those_who_have_something_to_upload_for()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        await _world.NodeA.Patch($"run/{run}", """{"status":"active"}""");
        var token = await _world.NodeA.Post("token/container", $$"""{"task_id":{{task}},"image":"algorithms:1"}""");

        Assert.Equal(201, (await Post(hub.Anyone.With(token.Text("container_token")), "e30="u8.ToArray())).Status);
        Assert.Equal(401, (await Post(_world.Oscar, "e30="u8.ToArray())).Status);
        Assert.Equal(401, (await Post(hub.Anyone, "e30="u8.ToArray())).Status);
        Assert.Equal(413, (await Post(_world.Alice, new byte[9 * 1024 * 1024])).Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(48 * 1024)]
    [InlineData((3 * 1024 * 1024) + 1)]
    public async Task Of_an_encrypted_collaboration_come_back_byte_by_byte_and_stand_as_text_for_others(int length)
    {
        using var key = RSA.Create(2048);
        var publicKey = Convert.ToBase64String(Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()));
        var content = RandomNumberGenerator.GetBytes(length);
        var closed = Envelope.CloseForUpload(content, publicKey);
        var made = await _world.Root.Post(
            "collaboration", $$"""{"name":"Uploads {{length}}","organization_ids":[{{_world.A}}],"encrypted":true}""");
        await _world.Node(made.Id, _world.A);
        var uuid = (await Post(_world.Alice, closed)).Text("uuid");

        var task = await _world.Alice.Post("task", Order(uuid, made.Id));

        Assert.Equal(201, task.Status);
        using var download = await _world.Alice.Open($"blobstream/{uuid}");
        Assert.Equal(closed, await download.Content.ReadAsByteArrayAsync());
        var run = (await _world.Alice.Get($"run?task_id={task.Id}")).Ids.Single();
        Assert.Equal(content, Envelope.Open(await _world.Alice.Read(HttpMethod.Get, $"run/{run}/contents/input"), key));
    }

    private static async Task<string> Upload(Api caller, string text)
    {
        var answer = await Post(caller, Encoding.ASCII.GetBytes(text));
        Assert.Equal(201, answer.Status);
        return answer.Text("uuid");
    }

    private static async Task<Answer> Post(Api caller, byte[] bytes)
    {
        using var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await caller.Send(HttpMethod.Post, "blobstream", body);
    }

    private string Order(string input, int? collaboration = null) =>
        $$"""
        {"image":"algorithms:1","collaboration_id":{{collaboration ?? _world.Collaboration}},
        "organizations":[{"id":{{_world.A}},"input":"{{input}}"}]}
        """;
}

/// <summary>As a hub is without being told otherwise.</summary>
public sealed class A_hub_without_uploads(RunningHub hub) : IClassFixture<RunningHub>
{
    [Fact]
    public async Task Says_so()
    {
        using var body = new ByteArrayContent([1]);

        Assert.False((bool)(await hub.World.Alice.Get("blobstream/status"))["blob_store_enabled"]);
        Assert.Equal(501, (await hub.World.Alice.Send(HttpMethod.Post, "blobstream", body)).Status);
        Assert.Equal(501, (await hub.World.Alice.Get("blobstream/0193c8d4-5a4e-7c3e-9f2a-1d2e3f4a5b6c")).Status);
        Assert.Equal(400, (await hub.World.Alice.Post("task", hub.World.TaskFor(hub.World.A).Replace(World.Input, "0193c8d4-5a4e-7c3e-9f2a-1d2e3f4a5b6c"))).Status);
    }
}
