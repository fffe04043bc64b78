using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Cluster;

/// <summary>One installation for the tests of a class.</summary>
public sealed class SharedInstallation : IAsyncLifetime
{
    internal Installation It { get; private set; } = null!;

    public async ValueTask InitializeAsync() => It = await Installation.Start();

    public ValueTask DisposeAsync() => It.DisposeAsync();
}

public sealed class A_silo_under_load(SharedInstallation shared) : IClassFixture<SharedInstallation>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The product promises 5 s; a busy machine gets four times that.</summary>
    private static readonly TimeSpan MovesWithin = TimeSpan.FromSeconds(20);

    /// <summary>15 s, and what a busy machine adds.</summary>
    private static readonly TimeSpan LostWithin = TimeSpan.FromSeconds(30);

    private readonly Installation _installation = shared.It;

    [Fact]
    public async Task That_is_killed_is_replaced_by_the_other_within_seconds_and_nothing_is_lost_or_doubled()
    {
        var (silo, other, client) = await Busy();
        using var stop = new CancellationTokenSource();
        var working = client.Work(stop.Token);
        await Tasks(client, 5);

        await Replaced(silo, other, client, silo.Kill);
        await stop.CancelAsync();
        await working;

        // What depends on time is taken up by who is left.
        var held = ((await _installation.StatusOf(other))!)["duties"]!.AsArray().Select(duty => (string)duty!);
        Assert.Superset(new HashSet<string> { "checkpoints", "station-watch" }, held.ToHashSet());
        await _installation.EveryTaskEndsOnce(client.Tasks);
    }

    [Fact]
    public async Task That_stands_still_is_passed_over_within_seconds_and_goes_by_nothing_old_when_it_goes_on()
    {
        var (silo, other, client) = await Busy();
        using var root = await HubUser.SignIn(_installation.Proxy.Address, "root", HubProcess.RootPassword);
        var leaver = (int)(await root.Post("user", new JsonObject
        {
            ["username"] = "leaver",
            ["email"] = "leaver@north.example",
            ["password"] = Federation.Password,
            ["organization_id"] = _installation.Organisation,
            ["roles"] = new JsonArray(5),
        }))["id"]!;
        using var stays = await HubUser.SignIn(silo, "alice", Federation.Password);
        using var leaves = await HubUser.SignIn(silo, "leaver", Federation.Password);
        await leaves.Get("task?per_page=1");
        var node = await _installation.Node();
        var offline = (await _installation.EventsOf(node)).Count(name => name == "node.went_offline/1");
        using var stop = new CancellationTokenSource();
        var working = client.Work(stop.Token);
        await Tasks(client, 5);

        await Replaced(silo, other, client, () => silo.Signal("STOP"));
        using (var removed = await root.Send(HttpMethod.Delete, $"user/{leaver}", null))
        {
            Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        }

        // What it finds to do when it goes on: questions that came while it stood still.
        var newest = client.Tasks[^1];
        var asked = stays.Get("task?sort=-id&per_page=1");
        var refused = leaves.Send(HttpMethod.Get, "task?per_page=1", null);
        await silo.Signal("CONT");

        Assert.True((int)(await asked)["data"]![0]!["id"]! >= newest, $"It does not show task {newest}, which was there before it was asked.");
        using (var answer = await refused)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        await _installation.Whole();
        await Tasks(client, client.Tasks.Count + 5);
        await stop.CancelAsync();
        await working;
        Assert.Equal(offline, (await _installation.EventsOf(node)).Count(name => name == "node.went_offline/1"));
        await _installation.EveryTaskEndsOnce(client.Tasks);
    }

    /// <summary>The silo with the station's feed, the other one, and somebody who works through haproxy.</summary>
    private async Task<(HubProcess Silo, HubProcess Other, Client Client)> Busy()
    {
        await _installation.Whole();
        var silo = await _installation.SiloOfStation();
        return (silo, _installation.Silos[silo == _installation.Silos[0] ? 1 : 0], new Client(await _installation.Researcher(), _installation, looks: 30));
    }

    /// <summary>Clients and the station are at the other silo in time after what happens to the one, and the hub knows that it is gone.</summary>
    private async Task Replaced(HubProcess silo, HubProcess other, Client client, Func<Task> happens)
    {
        var clock = Stopwatch.StartNew();
        await happens();
        var done = client.Done;
        await Eventually.Get(
            () => Task.FromResult(client.Done > done + 5 ? "on" : null), Patience,
            () => $"answers.\n{string.Join('\n', client.Failures)}\n{_installation.Outputs()}");
        await Eventually.Get(
            async () => await _installation.StatusOf(other) is { } seen && (int)seen["nodes"]! == 1 ? "moved" : null,
            Patience, () => $"the station's feed at the other silo.\n{_installation.Outputs()}");
        var moved = clock.Elapsed;
        await Eventually.Get(
            async () => await _installation.StatusOf(silo) is { } seen && (string)seen["state"]! == "lost" ? "lost" : null,
            Patience, () => $"that the silo is lost.\n{_installation.Outputs()}");
        var lost = clock.Elapsed;

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Nothing succeeded for {client.LongestGap.TotalSeconds:0.00} s; the station's feed was seen at the other silo after {moved.TotalSeconds:0.00} s; "
            + $"the silo was lost after {lost.TotalSeconds:0.00} s. {client.Tasks.Count} tasks, failures:\n{string.Join('\n', client.Failures)}");
        Assert.True(client.LongestGap < MovesWithin, $"For {client.LongestGap.TotalSeconds:0.0} s nothing succeeded.\n{_installation.Outputs()}");
        Assert.True(moved < MovesWithin, $"The station's feed was gone for {moved.TotalSeconds:0.0} s.\n{_installation.Outputs()}");
        Assert.True(lost < LostWithin, $"The silo was missed after {lost.TotalSeconds:0.0} s only.");
    }

    private Task<string> Tasks(Client client, int count) => Eventually.Get(
        () => Task.FromResult(client.Tasks.Count >= count ? "busy" : null), Patience,
        () => $"{count} tasks.\n{string.Join('\n', client.Failures)}\n{_installation.Outputs()}");
}
