using System.Globalization;

namespace Plugin.Api.Tests;

public sealed class The_state_of_a_stream(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Fact]
    public async Task Is_what_it_was_at_a_position_or_a_time()
    {
        var (task, run) = await _world.Ordered(_world.Alice, _world.A);
        Assert.Equal(200, (await _world.NodeA.Patch($"run/{run}", """{"status":"completed","result":"e30="}""")).Status);

        var now = await _world.Root.Get($"audit/streams/run-{run}/state");
        Assert.Equal("ended", (string)now["state"]["state"]!);
        var changes = now["changes"].AsArray();
        Assert.Equal(["run.created/1", "run.claimed/1", "run.ended/2"], changes.Select(change => (string)change!["name"]!));
        Assert.Equal($"node:{_world.NodeAId}", (string)changes[2]!["actor"]!);
        Assert.Equal(33, (int)changes[0]!["rule"]!);
        Assert.Equal("The node reported 'completed'.", (string)changes[2]!["cause"]!);
        Assert.Equal(
            """{"name":"state","before":"pending","after":"claimed"}""", changes[1]!["fields"]![0]!.ToJsonString());

        var earlier = await _world.Root.Get($"audit/streams/run-{run}/state?at={changes[1]!["position"]}");
        Assert.Equal(("claimed", 1, 2), ((string)earlier["state"]["state"]!, (int)earlier["state"]["attempt"]!, (int)earlier["version"]));

        var created = DateTimeOffset.Parse((string)changes[0]!["at"]!, CultureInfo.InvariantCulture);
        var before = await _world.Root.Get($"audit/streams/run-{run}/state?at={created.AddSeconds(-1).UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}");
        Assert.Equal("""{"state":"none"}""", before["state"].ToJsonString());
        Assert.Equal("Ages", (string)(await _world.Root.Get($"audit/streams/task-{task}/state"))["state"]["name"]!);
    }

    [Fact]
    public async Task Is_for_those_with_global_rights_only()
    {
        Assert.Equal(403, (await _world.Alice.Get("audit/streams/user-1/state")).Status);
        Assert.Equal(403, (await _world.Oscar.Get($"audit/streams/organisation-{_world.A}/state")).Status);
        Assert.Equal(403, (await _world.NodeA.Get($"audit/streams/node-{_world.NodeAId}/state")).Status);
    }

    [Fact]
    public async Task Is_not_guessed()
    {
        Assert.Equal(404, (await _world.Root.Get("audit/streams/user-4711/state")).Status);
        var unclear = await _world.Root.Get("audit/streams/user-1/state?at=yesterday");
        Assert.Equal((400, "application/problem+json"), (unclear.Status, unclear.Type));
    }
}
