using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Attempts;
using Plugin.Node.Contract;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Survival;

/// <summary>The journal was put back from a backup that was made between the claim and the start of a run.</summary>
public sealed class A_journal_of_before : IAsyncLifetime
{
    private const string Image = "plugin/algorithms:1";
    private readonly Scratch _scratch = new();
    private TestHub _hub = null!;
    private string _algorithm = "";
    private HubRun _run = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.Start();
        _algorithm = _scratch.Algorithm("while [ ! -e \"$marks/enough\" ]; do sleep 0.02; done; printf 42 > \"$out\"");
        _run = _hub.Offer(5, Image, _scratch.Marks(5));
        var mortality = new Mortality(null, "before start");
        await using (var first = new TestStation(_hub, _scratch, _algorithm, mortality).Run())
        {
            await A_station_that_dies.Eventually(() => mortality.HasDied, "It did not die");
        }

        File.Copy(Journal, Journal + ".backup");
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Does_not_start_a_run_again_that_has_ended_since()
    {
        File.WriteAllText(Path.Combine(_scratch.Marks(5), "enough"), "");
        await using (var second = new TestStation(_hub, _scratch, _algorithm).Run())
        {
            await _hub.Until(() => _run.Finished, "The run did not end");
        }

        PutBack();
        await using var third = new TestStation(_hub, _scratch, _algorithm).Run();
        await A_station_that_dies.Eventually(() => third.Journal.Entries().Count == 0, "The entry was not dealt with");

        Assert.Equal((RunStatus.Completed, 1, 1), (_run.State, _run.Attempt, _scratch.Count(5, "started")));
    }

    [Fact]
    public async Task Gives_back_a_run_that_was_started_since_and_left_no_trace()
    {
        await using (var second = new TestStation(_hub, _scratch, _algorithm).Run())
        {
            await _hub.Until(() => _run.State == RunStates.Active, "The run did not start");
            await A_station_that_dies.Eventually(() => _scratch.Count(5, "started") == 1, "The algorithm did not start");
        }

        Native.KillGroup(int.Parse(File.ReadAllText(Path.Combine(Control, "process.1")).Split(' ')[0]));
        Directory.Delete(Control, recursive: true);
        File.WriteAllText(Path.Combine(_scratch.Marks(5), "enough"), "");
        PutBack();
        await using var third = new TestStation(_hub, _scratch, _algorithm).Run();
        await _hub.Until(() => _run.Finished, "The run did not end");

        Assert.Equal(["1: initializing", "1: active", "1: lost", "2: initializing", "2: active", "2: completed"], _run.History);
    }

    private string Journal => Path.Combine(_scratch.Data, "journal.db");

    private string Control => new RunFolders(_scratch.Data).Control(new AttemptId(5, 1));

    private void PutBack() => File.Copy(Journal + ".backup", Journal, overwrite: true);
}
