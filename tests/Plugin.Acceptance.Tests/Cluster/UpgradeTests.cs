using System.Diagnostics;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Cluster;

public sealed class A_silo_of_a_newer_version_with_other_lists
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Takes_over_from_two_older_ones_and_clients_that_never_ask_twice_are_not_refused()
    {
        await using var installation = await Installation.Start(newer: true);
        await installation.SiloOfStation();
        // Orders are few, so that their runs leave the machine to the silos.
        Client[] clients = [new(await installation.Researcher(), installation, looks: 20), new(await installation.Researcher(), installation, looks: 20)];
        using var stop = new CancellationTokenSource();
        var working = Task.WhenAll(clients.Select(client => client.Work(stop.Token)));
        await Client.Progress(clients, Patience);
        var version = (int)(await installation.Query("select max(version) from read.read_tables"))!;
        var clock = Stopwatch.StartNew();

        await installation.Silos[2].Serve();
        int[] codes = [await installation.Silos[0].Exit(Patience), await installation.Silos[1].Exit(Patience)];

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"The older silos had left after {clock.Elapsed.TotalSeconds:0.00} s; for {clients.Max(client => client.LongestGap).TotalSeconds:0.00} s at most nothing succeeded; "
            + $"{clients.Sum(client => client.Tasks.Count)} tasks.");
        Assert.Equal([0, 0], codes);
        await Client.Progress(clients, Patience);
        Assert.Same(installation.Silos[2], await installation.SiloOfStation());
        await stop.CancelAsync();
        await working;
        Assert.Empty(clients.SelectMany(client => client.Failures));
        Assert.Equal(version + 1, await installation.Query("select max(version) from read.read_tables"));
        Assert.Equal(clients.Sum(client => (long)client.Tasks.Count), await installation.Query("select count(*) from read.tasks"));
    }
}
