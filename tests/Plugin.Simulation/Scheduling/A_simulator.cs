namespace Plugin.Simulation.Scheduling;

public sealed class A_simulator
{
    [Fact]
    public void Says_that_somebody_goes_round_in_circles()
    {
        var simulator = new Simulator();
        simulator.World.Spawn(async () =>
        {
            while (true)
            {
                await simulator.World.Delay(TimeSpan.Zero, CancellationToken.None);
                await Task.Yield();
            }
        });

        var circles = Assert.Throws<SimulationException>(
            () => simulator.Run(() => new TaskCompletionSource<bool>().Task, TimeSpan.FromMinutes(1)));
        Assert.Equal("Somebody goes round in circles: 100000 steps after 00:00:00 and no time goes by.", circles.Message);
    }
}
