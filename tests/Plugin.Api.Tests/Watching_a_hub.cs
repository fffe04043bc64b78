using Plugin.Api.Nodes;
using Plugin.Contracts;
using Plugin.Domain.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Api.Tests;

/// <summary>What an operator sees of the hub, and an administrator of a node.</summary>
public sealed class Watching_a_hub(RunningHub hub) : IClassFixture<RunningHub>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly World _world = hub.World;

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
        // What the hub itself notices, such as a silent node, may come in between.
        var log = await Eventually.Get(
            async () =>
            {
                await _world.Root.Post("audit/checkpoint", null);
                var shown = await _world.Root.Get("hub/log");
                return (long)shown["head"]! == (long)shown["checkpoint"]!["size"]! ? shown : null;
            },
            Patience, () => "a checkpoint of the whole log");

        Assert.Equal((14, (long)log["head"]!), (log["days"].AsArray().Count, log["days"].AsArray().Sum(day => (long)day!["events"]!)));
        Assert.Equal(0, (long)log["cosigned"]!);
    }

    [Fact]
    public async Task Shows_what_waits_for_each_node_and_what_its_station_told()
    {
        await _world.NodeA.Post(
            "station/session", """{"session":"session-1","version":"1.2.3","facts":[{"key":"engine","value":"docker 20.10.24"}]}""");
        var (_, run) = await _world.Ordered(_world.Alice, _world.A);

        var all = (await _world.Root.Get("hub/stations")).Body!.AsArray();
        var one = all.Single(station => (int)station!["organization_id"]! == _world.A)!;

        Assert.Equal(
            ("online", "docker 20.10.24", "1.2.3", true),
            ((string)one["status"]!, (string)one["engine"]!, (string)one["agent_version"]!, (long)one["waiting"]! > 0));
        var state = await _world.Root.Get($"node/{one["id"]}/state");
        Assert.Contains(run, state["runs"].AsArray().Select(run => (int)run!["run_id"]!));
        Assert.Equal(("online", "docker 20.10.24"), (state.Text("status"), state.Text("engine")));
        Assert.Empty(state["outages"].AsArray());
    }

    [Fact]
    public void Finds_a_nodes_outages_in_its_history()
    {
        DateTimeOffset At(int minute) => new(2026, 3, 3, 10, minute, 0, TimeSpan.Zero);

        var history = NodeHistory.Of(
        [
            new NodeCameOnline("one", At(1)), new NodeWentOffline(At(2)), new NodeCameOnline("one", At(3)), new NodeCameOnline("two", At(4)),
            new NodeWentOffline(At(5)),
        ]);

        Assert.Equal([new NodeOutage(At(2), At(3)), new NodeOutage(At(5), null)], history.Outages);
        Assert.Equal(At(5), history.Since);
    }

    [Fact]
    public async Task Shows_what_was_erased()
    {
        var gone = await _world.Root.Post("user", $$"""{"username":"gone","email":"gone@example.org","password":"{{World.Password}}"}""");
        await _world.Root.Post($"erasure/users/{gone.Id}", null);

        var erased = (await _world.Root.Get("erasure/recent")).Body!.AsArray()[0]!;

        Assert.Equal(("user", gone.Id), ((string)erased["kind"]!, (int)erased["id"]!));
    }
}
