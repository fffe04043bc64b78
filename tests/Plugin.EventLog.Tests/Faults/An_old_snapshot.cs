using Plugin.EventLog.Tests.Faults.Postgres;

namespace Plugin.EventLog.Tests.Faults;

[Collection(nameof(Quiet))]
public sealed class An_old_snapshot(ITestOutputHelper output)
{
    /// <summary>A backup or a verification of a big log holds one for minutes; <c>deploy/bench.sh soak</c> holds one for two.</summary>
    [Fact]
    public async Task Held_open_leaves_the_throughput_as_it_is()
    {
        var (before, during) = await SnapshotLoad.Run(held: TimeSpan.FromSeconds(10), CancellationToken.None);

        output.WriteLine($"{before:0} appends/s before, {during:0} appends/s at the end of 10 s of a held snapshot: {during / before:0.00}");
        Assert.InRange(during / before, 0.5, double.PositiveInfinity);
    }
}
