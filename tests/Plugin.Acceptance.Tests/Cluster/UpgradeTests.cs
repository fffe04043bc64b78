using System.Diagnostics;

namespace Plugin.Acceptance.Tests.Cluster;

public sealed class A_silo_of_a_newer_version_with_other_lists
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Takes_over_from_two_older_ones_that_leave_by_themselves_and_every_answer_stays_true()
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
            + $"{clients.Sum(client => client.Tasks.Count)} tasks, {clients.Sum(client => client.Failures.Count)} requests were refused.");
        Assert.Equal([0, 0], codes);
        await Client.Progress(clients, Patience);
        Assert.Same(installation.Silos[2], await installation.SiloOfStation());
        await stop.CancelAsync();
        await working;
        // A busy machine has the balancer take somebody for dead, so that a client may be refused. Nobody is told anything wrong.
        Assert.DoesNotContain(clients.SelectMany(client => client.Failures), failure => failure.Contains("is read as", StringComparison.Ordinal) || failure.Contains("is not in the list", StringComparison.Ordinal));
        Assert.Equal(version + 1, await installation.Query("select max(version) from read.read_tables"));
        // What was acknowledged is there; an order whose answer was lost may be.
        var tasks = clients.SelectMany(client => client.Tasks).ToList();
        Assert.Equal((long)tasks.Count, await installation.Query($"select count(*) from read.tasks where id in ({string.Join(", ", tasks.Prepend(0))})"));
    }
}
