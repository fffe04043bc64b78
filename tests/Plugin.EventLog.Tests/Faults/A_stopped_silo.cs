using Plugin.EventLog.Tests.Faults.Postgres;

namespace Plugin.EventLog.Tests.Faults;

[Collection(nameof(Quiet))]
public sealed class A_stopped_silo
{
    [Fact]
    public async Task In_the_middle_of_an_append_keeps_the_others_waiting_for_less_than_5_seconds_and_doubles_nothing_afterwards()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));

        var waited = await PostgresSchedules.Freeze(1, patience.Token);

        Assert.InRange(waited, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
    }
}
