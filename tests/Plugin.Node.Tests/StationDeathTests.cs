using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.AccessLog;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests;

public sealed class A_station_that_dies
{
    private const string Image = "plugin/algorithms:1";

    [Fact]
    public async Task At_any_moment_runs_the_algorithm_once_and_delivers_its_result()
    {
        // Each waits more than it computes.
        const int AtOnce = 4;
        var moments = 0;
        for (var last = false; !last;)
        {
            var died = await Task.WhenAll(Enumerable.Range(moments + 1, AtOnce).Select(DiesAt));
            moments += died.Count(did => did);
            last = died.Contains(false);
        }

        Assert.True(moments > 30, $"Only {moments} moments were tried.");
    }

    /// <summary>False when it had ended before that.</summary>
    private static async Task<bool> DiesAt(int moment)
    {
        await using var hub = await TestHub.Start();
        using var scratch = new Scratch();
        var algorithm = scratch.Algorithm("echo computing; printf 42 > \"$out\"");
        File.WriteAllText(Path.Combine(scratch.Folder, "cohort.csv"), "age\n40\n");
        var run = hub.Offer(5, Image, scratch.Marks(5), null, new ClaimedDatabase("default", "{}"));

        var mortality = new Mortality(moment);
        await using (var first = new TestStation(hub, scratch, algorithm, mortality).Run())
        {
            await Eventually(() => first.Ended.IsCompleted || (run.Finished && first.Journal.Entries().Count == 0), $"Moment {moment}: neither death nor an end");
        }

        if (!mortality.HasDied)
        {
            return false;
        }

        await using var second = new TestStation(hub, scratch, algorithm).Run();
        await hub.Until(() => run.Finished, $"Died {mortality.LastWords}: the run did not end");
        await Eventually(() => second.Journal.Entries().Count == 0 && !Directory.EnumerateDirectories(Path.Combine(scratch.Data, "runs")).Any(), $"Died {mortality.LastWords}: something was left behind");

        var told = $"died {mortality.LastWords}";
        var log = Path.Combine(scratch.Data, AccessLogReader.FileName);
        Assert.Equal((told, "read, ended completed"), (told, string.Join(", ", AccessLogReader.Read(log).Select(r => $"{r.Event} {r.Outcome}".TrimEnd()))));
        Assert.Null(AccessLogReader.Verify(log, null).Wrong);
        Assert.Equal((told, RunStatus.Completed, "42", "computing\n", 1), (told, run.State, run.ResultText, run.Log, scratch.Count(5, "started")));
        return true;
    }

    [Fact]
    public async Task With_its_machine_before_the_start_puts_the_files_that_were_not_flushed_in_place_again()
    {
        await using var hub = await TestHub.Start();
        using var scratch = new Scratch();
        var algorithm = scratch.Algorithm("printf 42 > \"$out\"");
        var run = hub.Offer(5, Image, scratch.Marks(5), null);
        await using (var first = new TestStation(hub, scratch, algorithm, new Mortality(null, "after record Starting")).Run())
        {
            await Assert.ThrowsAsync<DiedException>(() => first.Ended.Soon("the death of the agent"));
        }

        var folder = Path.Combine(scratch.Data, "runs", "5-1");
        File.WriteAllText(Path.Combine(folder, "in", "input"), "");
        File.Delete(Path.Combine(folder, "in", "token"));
        Directory.Delete(Path.Combine(folder, "out"), recursive: true);
        await using var second = new TestStation(hub, scratch, algorithm).Run();
        await hub.Until(() => run.Finished, "The run did not end");

        Assert.Equal((RunStatus.Completed, "42", 1), (run.State, run.ResultText, scratch.Count(5, "started")));
    }

    internal static async Task Eventually(Func<bool> fact, string otherwise)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            while (!fact())
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(otherwise);
        }
    }
}
