using Plugin.Contracts;

namespace Plugin.Node.Tests.Escapes;

public sealed class A_container_that_tries_to(EscapeAttempts attempts) : IClassFixture<EscapeAttempts>
{
    [Fact]
    public Task Reach_the_hub_finds_only_its_own_loopback() => Ends("hub", RunStatus.Completed, "exit code 0", "lo\n");

    [Fact]
    public Task Reach_the_internet_has_no_way_there() =>
        Ends("internet", RunStatus.Crashed, "exit code 1", "nc: can't connect to remote host (1.1.1.1): Network is unreachable\n");

    [Fact]
    public Task Reach_another_run_finds_nobody() => Ends("other run", RunStatus.Completed, "exit code 0", "");

    [Fact]
    public Task Read_the_machines_files_finds_its_own_task_only() => Ends("files", RunStatus.Completed, "exit code 0", "task-000000005\n");

    [Fact]
    public Task Give_orders_to_the_engine_finds_no_socket() => Ends("engine", RunStatus.Completed, "exit code 0", "");

    [Fact]
    public Task Write_elsewhere_cannot() => Ends("write", RunStatus.Completed, "exit code 0", "");

    [Fact]
    public async Task Make_processes_without_end_gets_no_more_of_them()
    {
        var run = await attempts.Ended("processes");

        Assert.Equal((RunStatus.Crashed, "The algorithm ended with exit code 2."), (run.State, run.Cause));
        Assert.Contains("can't fork", run.Log, StringComparison.Ordinal);
    }

    [Fact]
    public Task Run_for_ever_is_ended() =>
        Ends("time", RunStatus.Crashed, "exit code 137: it ran longer than the 2 seconds that this station gives", "", withoutResult: true);

    [Fact]
    public async Task Fill_the_temporary_space_finds_its_end()
    {
        var run = await attempts.Ended("temporary space");

        Assert.Equal((RunStatus.Crashed, "The algorithm ended with exit code 1."), (run.State, run.Cause));
        Assert.Contains("No space left on device", run.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Return_10_GB_returns_nothing()
    {
        var run = await attempts.Ended("output");

        Assert.Equal((RunStatus.Crashed, null), (run.State, run.Result));
        Assert.Matches($"^The algorithm ended with exit code [0-9]+: its output reached the {EscapeAttempts.OutputMegabytes} MB that this station takes[.]$", run.Cause);
    }

    [Fact]
    public Task Eat_the_memory_is_ended() => Ends(
        "memory", RunStatus.Crashed, $"exit code 137: it needed more than the {EscapeAttempts.MemoryMegabytes} MB of memory that this station gives", "");

    [Fact]
    public Task Fill_the_disk_by_the_folder_of_its_job_is_ended() => Ends(
        "job folder", RunStatus.Crashed,
        $"exit code 137: the folder that the runs of its job share has more than the {EscapeAttempts.JobFolderMegabytes} MB or 50000 files that this station gives",
        "", withoutResult: true);

    [Fact]
    public async Task Print_a_gigabyte_is_quoted_with_its_end_only()
    {
        var run = await attempts.Ended("log");

        Assert.Equal((RunStatus.Completed, "42"), (run.State, run.ResultText));
        Assert.InRange(run.Log!.Length, 16 << 10, 64 << 10);
        Assert.EndsWith("aaaa\nover\n", run.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Do_any_of_this_disturbs_no_other()
    {
        var run = await attempts.Served();

        Assert.Equal((RunStatus.Completed, "42"), (run.State, run.ResultText));
    }

    private async Task Ends(string attempt, string state, string cause, string log, bool withoutResult = false)
    {
        var run = await attempts.Ended(attempt);

        Assert.Equal((state, $"The algorithm ended with {cause}.", log, withoutResult), (run.State, run.Cause, run.Log, run.Result is null));
    }
}
