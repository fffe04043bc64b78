using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Configuration;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Survival;

public sealed class Of_two_agents_with_one_key
{
    private const string Image = "plugin/algorithms:1";
    private const string Wait = "while [ ! -e \"$marks/enough\" ]; do sleep 0.02; done; printf 42 > \"$out\"";

    [Fact]
    public async Task The_older_stops_its_runs_and_the_newer_carries_them_out()
    {
        await using var hub = await TestHub.Start();
        using var here = new Scratch();
        using var elsewhere = new Scratch();
        var run = hub.Offer(5, Image, here.Marks(5));
        await using var older = new TestStation(hub, here, here.Algorithm(Wait)).Run();
        await hub.Until(() => run.State == RunStates.Active, "The run did not start");
        await A_station_that_dies.Eventually(() => here.Count(5, "started") == 1, "The algorithm did not start");

        await using var newer = new TestStation(hub, elsewhere, here.Algorithm(Wait)).Run();
        Assert.IsType<AgentEnd.Fenced>(await older.Ended.Soon("the end of the older agent"));
        Assert.Equal([], older.Journal.Entries());
        Assert.False(here.IsAlive(5, 0), "The older's algorithm goes on.");
        await A_station_that_dies.Eventually(() => here.Count(5, "started") == 2, "The newer did not take the run");

        File.WriteAllText(Path.Combine(here.Marks(5), "enough"), "");
        await hub.Until(() => run.Finished, "The run did not end");
        Assert.Equal(
            (RunStatus.Completed, "42", 2, 2), (run.State, run.ResultText, run.Attempt, here.Count(5, "started")));
    }

    [Fact]
    public async Task The_older_keeps_the_result_that_it_could_not_deliver()
    {
        await using var hub = await TestHub.Start();
        using var here = new Scratch();
        using var elsewhere = new Scratch();
        var away = true;
        hub.Faults = asked => away && asked.EndsWith("/report", StringComparison.Ordinal) ? new Fault.Answer(503) : null;
        var run = hub.Offer(5, Image, here.Marks(5));
        await using (var older = new TestStation(hub, here, here.Algorithm("printf 42 > \"$out\"")).Run())
        {
            await A_station_that_dies.Eventually(() => older.Journal.Entries() is [Plugin.Node.Journal.JournalEntry.Ended], "The run did not end");
            await using var newer = new TestStation(hub, elsewhere, here.Algorithm(Wait)).Run();
            Assert.IsType<AgentEnd.Fenced>(await older.Ended.Soon("the end of the older agent"));
        }

        away = false;
        await using var again = new TestStation(hub, here, here.Algorithm(Wait)).Run();
        await hub.Until(() => run.Finished, "The run did not end");
        Assert.Equal((RunStatus.Completed, "42", 1, 1), (run.State, run.ResultText, run.Attempt, here.Count(5, "started")));
    }

    [Fact]
    public async Task The_second_does_not_start_on_a_copy_of_the_firsts_folder()
    {
        using var scratch = new Scratch();
        using var folder = new StationFolder(scratch.Data);
        using var first = await folder.Alone(TimeProvider.System, TestContext.Current.CancellationToken);
        var copy = Directory.CreateDirectory(Path.Combine(scratch.Folder, "copy")).FullName;
        File.WriteAllText(Path.Combine(copy, "station.id"), folder.StationId());
        using var second = new StationFolder(copy);

        var refusal = await Assert.ThrowsAsync<ConfigException>(() => second.Alone(TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.StartsWith(
            $"Another agent is running on a copy of the data folder {copy} (both are station {folder.StationId()}).", refusal.Message, StringComparison.Ordinal);
    }
}
