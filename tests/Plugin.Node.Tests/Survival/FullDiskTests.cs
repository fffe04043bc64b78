using Microsoft.Data.Sqlite;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Contract;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Survival;

public sealed class A_station_whose_disk_is_full
{
    private const string Image = "plugin/algorithms:1";

    [Fact]
    public async Task Claims_nothing_stops_what_is_killed_and_goes_on_when_there_is_space_again()
    {
        await using var hub = await TestHub.Start();
        using var scratch = new Scratch();
        using var disk = new SmallDisk(scratch.Data, megabytes: 80);
        var algorithm = scratch.Algorithm("printf 42 > \"$out\"; while [ ! -e \"$marks/enough\" ]; do sleep 0.02; done; exit 0");
        var (ends, killed) = (hub.Offer(1, Image, scratch.Marks(1)), hub.Offer(2, Image, scratch.Marks(2), parent: 1));
        await using var station = new TestStation(hub, scratch, algorithm).Run();
        await hub.Until(() => ends.State == RunStates.Active && killed.State == RunStates.Active, "The runs did not start");
        await A_station_that_dies.Eventually(() => scratch.Count(1, "started") + scratch.Count(2, "started") == 2, "The algorithms did not start");
        await A_station_that_dies.Eventually(
            () => File.ReadAllText(new RunFolders(scratch.Data).OutputFile(new(1, 1))) == "42", "The first wrote nothing");

        disk.Fill();
        var late = hub.Offer(3, Image, scratch.Marks(3), parent: 1);
        hub.Kill(2);
        await station.Says("No new runs are taken: the data folder has 0 MB of free space, and 64 MB are kept for the runs that are here.");
        await A_station_that_dies.Eventually(() => !Directory.Exists(Path.Combine(scratch.Data, "runs", "2-1")), "The killed run was not stopped");
        disk.Fill();
        File.WriteAllText(Path.Combine(scratch.Marks(1), "enough"), "");
        await station.Says("Run 2 (attempt 1) does not get on (Stopping); it will be tried again.");
        Assert.Equal((RunStates.Pending, RunStates.Active), (late.State, ends.State));

        disk.MakeSpace();
        File.WriteAllText(Path.Combine(scratch.Marks(3), "enough"), "");
        await hub.Until(() => ends.Finished && late.Finished, "The runs did not end");
        await A_station_that_dies.Eventually(() => station.Journal.Entries().Count == 0, "Something was left behind");

        Assert.All([ends, late], run => Assert.Equal(
            (RunStatus.Completed, "42", 1, 1), (run.State, run.ResultText, run.Attempt, scratch.Count(run.Id, "started"))));
        Assert.Equal("ok", Integrity(Path.Combine(scratch.Data, "journal.db")));
    }

    private static string? Integrity(string journal)
    {
        using var connection = new SqliteConnection($"Data Source={journal};Pooling=false");
        connection.Open();
        using var check = connection.CreateCommand();
        check.CommandText = "pragma integrity_check";
        return check.ExecuteScalar() as string;
    }
}
