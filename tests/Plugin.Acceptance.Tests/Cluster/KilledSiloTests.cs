using System.Diagnostics;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Cluster;

public sealed class A_silo_that_is_killed_under_load
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The product promises 5 s; a busy machine gets twice that.</summary>
    private static readonly TimeSpan MovesWithin = TimeSpan.FromSeconds(10);

    /// <summary>15 s, and what a busy machine adds.</summary>
    private static readonly TimeSpan LostWithin = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Is_replaced_by_the_other_within_seconds_and_nothing_is_lost_or_doubled()
    {
        await using var installation = await Installation.Start();
        var client = new Client(await installation.Researcher(), installation);
        var killed = await installation.SiloOfStation();
        var other = installation.Silos[killed == installation.Silos[0] ? 1 : 0];
        using var stop = new CancellationTokenSource();
        var working = client.Work(stop.Token);
        await Eventually.Get(
            () => Task.FromResult(client.Tasks.Count >= 5 ? "busy" : null), Patience, () => $"five tasks.\n{string.Join('\n', client.Failures)}");

        var clock = Stopwatch.StartNew();
        await killed.Kill();
        var done = client.Done;
        await Eventually.Get(() => Task.FromResult(client.Done > done + 5 ? "on" : null), Patience, () => $"answers after the kill.\n{installation.Outputs()}");
        await Eventually.Get(
            async () => await installation.StatusOf(other) is { } seen && (int)seen["nodes"]! == 1 ? "moved" : null,
            Patience, () => $"the station's feed at the other silo.\n{installation.Outputs()}");
        var moved = clock.Elapsed;
        await Eventually.Get(
            async () => await installation.StatusOf(killed) is { } seen && (string)seen["state"]! == "lost" ? "lost" : null,
            Patience, () => $"that the killed silo is lost.\n{installation.Outputs()}");
        var lost = clock.Elapsed;
        var held = ((await installation.StatusOf(other))!)["duties"]!.AsArray().Select(duty => (string)duty!).ToList();
        await stop.CancelAsync();
        await working;

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Nothing succeeded for {client.LongestGap.TotalSeconds:0.00} s; the station's feed was seen at the other silo after {moved.TotalSeconds:0.00} s; "
            + $"the silo was lost after {lost.TotalSeconds:0.00} s. {client.Tasks.Count} tasks, failures:\n{string.Join('\n', client.Failures)}");
        Assert.True(client.LongestGap < MovesWithin, $"For {client.LongestGap.TotalSeconds:0.0} s nothing succeeded.\n{installation.Outputs()}");
        Assert.True(moved < MovesWithin, $"The station's feed was gone for {moved.TotalSeconds:0.0} s.\n{installation.Outputs()}");
        Assert.True(lost < LostWithin, $"The silo was missed after {lost.TotalSeconds:0.0} s only.");
        // What depends on time is taken up by who is left.
        Assert.Superset(new HashSet<string> { "checkpoints", "station-watch" }, held.ToHashSet());
        await EveryTaskEndsOnce(installation, client.Tasks);
    }

    [Fact]
    public async Task Leaves_its_timers_to_the_other_which_acts_on_each_once()
    {
        await using var installation = await Installation.Start();
        await installation.SiloOfStation();
        var watching = installation.Silos[0].Address == (await Holder(installation, "station-watch")) ? 0 : 1;

        // Station and watch are gone at once: only the other silo can notice, and both clocks run on in the database.
        await Task.WhenAll(installation.Station.Kill(), installation.Silos[watching].Kill());
        var events = await Eventually.Get(
            async () => await installation.EventsOf(await installation.Node()) is var seen && seen.Contains("node.went_offline/1") ? seen : null,
            Patience, () => $"that the node is offline.\n{installation.Outputs()}");

        Assert.Equal(1, events.Count(name => name == "node.went_offline/1"));
        Assert.Equal(installation.Silos[1 - watching].Address, await Holder(installation, "station-watch"));
    }

    private static async Task<Uri> Holder(Installation installation, string duty) => await Eventually.Get(
        async () => (await installation.Status()).Values.FirstOrDefault(silo => silo["duties"]!.AsArray().Any(held => (string)held! == duty)) is { } holder
            ? new Uri((string)holder["address"]!)
            : null,
        Patience, () => $"who holds {duty}.\n{installation.Outputs()}");

    private static async Task EveryTaskEndsOnce(Installation installation, IReadOnlyList<int> tasks)
    {
        using var reader = await HubUser.SignIn(installation.Proxy.Address, "root", HubProcess.RootPassword);
        foreach (var task in tasks)
        {
            var run = await Eventually.Get(
                async () => (await reader.TryGet($"run?task_id={task}"))?["data"]!.AsArray().Single() is { } seen && (string)seen["status"]! == "completed"
                    ? seen
                    : null,
                Patience, () => $"the end of task {task}.\n{installation.Outputs()}");
            Assert.Equal(1, (await installation.EventsOf($"run-{(int)run["id"]!}")).Count(name => name == "run.ended/2"));
        }
    }
}
