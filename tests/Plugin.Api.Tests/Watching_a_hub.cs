using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Api.Tests;

/// <summary>What an operator sees of the hub, and an administrator of a node.</summary>
public sealed class Watching_a_hub : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly RunningHub _hub = new();
    private World _world = null!;

    public async ValueTask InitializeAsync()
    {
        await _hub.InitializeAsync();
        _world = await World.Create(_hub.Anyone);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Has_samples_of_the_last_hour()
    {
        var sample = await Eventually.Get(
            async () => (await _world.Root.Get("hub/history"))["samples"].AsArray().LastOrDefault(),
            Patience, () => "a sample of the hub");

        Assert.Equal("serving", (string)sample["silos"]![0]!["state"]!);
        Assert.True((long)sample["head"]! > 0);
    }

    [Fact]
    public async Task Shows_how_the_log_grows_and_is_signed()
    {
        await _world.Root.Post("audit/checkpoint", null);

        var log = await _world.Root.Get("hub/log");

        Assert.Equal((long)log["head"]!, (long)log["checkpoint"]!["size"]!);
        Assert.Equal((14, (long)log["head"]!), (log["days"].AsArray().Count, log["days"].AsArray().Sum(day => (long)day!["events"]!)));
        Assert.Equal(0, (long)log["cosigned"]!);
    }

    [Fact]
    public async Task Shows_what_waits_for_each_node_and_what_its_station_told()
    {
        await Hello("""{"key":"engine","value":"docker 20.10.24"}""");
        var (_, runs) = await _world.Ordered(_world.Alice, _world.A);

        var all = (await _world.Root.Get("hub/stations")).Body!.AsArray();
        var one = all.Single(station => (int)station!["organization_id"]! == _world.A)!;

        Assert.Equal(
            ("online", "docker 20.10.24", "1.2.3", 1L),
            ((string)one["status"]!, (string)one["engine"]!, (string)one["agent_version"]!, (long)one["waiting"]!));
        var state = await _world.Root.Get($"node/{one["id"]}/state");
        Assert.Equal(runs, state["runs"].AsArray().Select(run => (int)run!["run_id"]!));
        Assert.Equal(("online", "docker 20.10.24"), (state.Text("status"), state.Text("engine")));
        Assert.Empty(state["outages"].AsArray());
    }

    [Fact]
    public async Task Shows_a_nodes_outages()
    {
        await Hello();
        var id = (await _world.Root.Get($"node?organization_id={_world.A}")).Ids.Single();
        var outage = await Eventually.Get(
            async () => (await _world.Root.Get($"node/{id}/state"))["outages"].AsArray().SingleOrDefault(), Patience, () => "an outage of a node that says nothing more");
        Assert.Null(outage["till"]);

        await Hello();

        Assert.NotNull((await _world.Root.Get($"node/{id}/state"))["outages"][0]!["till"]);
    }

    [Fact]
    public async Task Shows_what_was_erased()
    {
        var gone = await _world.Root.Post("user", $$"""{"username":"gone","email":"gone@example.org","password":"{{World.Password}}"}""");
        await _world.Root.Post($"erasure/users/{gone.Id}", null);

        var erased = (await _world.Root.Get("erasure/recent")).Body!.AsArray()[0]!;

        Assert.Equal(("user", gone.Id), ((string)erased["kind"]!, (int)erased["id"]!));
    }

    private async Task Hello(params string[] facts)
    {
        var body = new JsonObject
        {
            ["session"] = Guid.CreateVersion7().ToString(), ["version"] = "1.2.3",
            ["facts"] = new JsonArray([.. facts.Select(fact => JsonNode.Parse(fact))]),
        };
        Assert.Equal(200, (await _world.NodeA.Post("station/session", body.ToJsonString())).Status);
    }
}
