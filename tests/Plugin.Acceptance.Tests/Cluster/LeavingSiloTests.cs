using System.Diagnostics;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Cluster;

public sealed class A_silo_that_is_told_to_stop_under_load
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>10 s, and what a busy machine adds.</summary>
    private static readonly TimeSpan LeavesWithin = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Goes_unnoticed_by_clients_that_never_ask_twice_and_so_does_one_that_comes()
    {
        await using var installation = await Installation.Start();
        var first = await installation.SiloOfStation();
        var clients = new List<Client>();
        for (var i = 0; i < 3; i++)
        {
            clients.Add(new Client(await installation.Researcher(), installation));
        }

        using var stop = new CancellationTokenSource();
        var working = Task.WhenAll(clients.Select(client => client.Work(stop.Token)));

        await installation.Silos[2].Serve();
        await Seen(installation, installation.Silos[2]);
        await Leave(installation, first, clients);
        var second = installation.Silos.Single(silo => silo != first && silo != installation.Silos[2]);
        await Leave(installation, second, clients);
        // All that is left is the silo that came meanwhile.
        Assert.Same(installation.Silos[2], await installation.SiloOfStation());
        await Client.Progress(clients, Patience);
        await stop.CancelAsync();
        await working;

        Assert.Empty(clients.SelectMany(client => client.Failures));
        Assert.Single(await installation.Status());
    }

    private static async Task Leave(Installation installation, HubProcess silo, IReadOnlyList<Client> clients)
    {
        await Client.Progress(clients, Patience);
        var clock = Stopwatch.StartNew();
        await silo.Signal("TERM");
        var code = await silo.Exit(Patience);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"It left after {clock.Elapsed.TotalSeconds:0.00} s; {clients.Sum(client => client.Done)} requests were answered so far.");

        Assert.Equal(0, code);
        Assert.True(clock.Elapsed < LeavesWithin, $"It took {clock.Elapsed.TotalSeconds:0.0} s to leave.\n{installation.Outputs()}");
        await Client.Progress(clients, Patience);
    }

    private static Task<string> Seen(Installation installation, HubProcess silo) => Eventually.Get(
        async () => await installation.StatusOf(silo) is { } seen && (string)seen["state"]! == "serving" ? "serving" : null,
        Patience, () => $"the silo that came.\n{installation.Outputs()}");
}
