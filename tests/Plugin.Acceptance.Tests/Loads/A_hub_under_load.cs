using Plugin.Load;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Loads;

/// <summary>What <c>deploy/bench.sh hub</c> measures, for as long as it takes to see that it loads the hub and notices what gets lost.</summary>
public sealed class A_hub_under_load
{
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Tells_36_nodes_of_every_run_and_has_the_result_of_each()
    {
        var folder = Directory.CreateTempSubdirectory("plugin-load-");
        try
        {
            await using var hub = new HubProcess(folder.FullName);
            await hub.Serve();
            using var root = await HubUser.SignIn(hub, "root", HubProcess.RootPassword);
            var population = await Population.Register(root, Population.Hospitals, researchers: 2);
            var (silos, ledger) = (new Silos(hub.Address), new Ledger());
            await using var fleet = new Fleet(silos, ledger, TimeProvider.System);
            await fleet.Connect(population.Seats, work: true, CancellationToken.None);
            using var researchers = await Researchers.SignIn(silos, population, 2, ledger, TimeProvider.System, CancellationToken.None);

            using var limit = new CancellationTokenSource(Patience);
            try
            {
                await fleet.While(researchers.Work(Load, limit.Token));
            }
            catch (OperationCanceledException)
            {
                // It says what has not ended.
                await ledger.Settled(worked: true, TimeSpan.Zero);
                throw;
            }

            await ledger.Settled(worked: true, Patience);
            Assert.False(fleet.Broken().IsCompleted);
            Assert.Empty(fleet.Troubles);
            Assert.NotEqual(0, ledger.Accepted);
            Assert.Equal(ledger.Accepted * Population.Hospitals, ledger.Told);
            Assert.Equal(ledger.Accepted * Population.Hospitals, ledger.Ended);
            using var completed = await root.Send(HttpMethod.Get, "task?status=completed&per_page=1", null);
            Assert.Equal(ledger.Accepted.ToString(), completed.Headers.GetValues("total-count").Single());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
