using Plugin.Node.Journal;
using Plugin.Node.Tests.Support;
using Plugin.Testing;

namespace Plugin.Node.Tests.Survival;

/// <summary>The hub itself, the station as it is started, and the real engine; only the hour is not waited for.</summary>
public sealed class A_hub_that_is_away_for_an_hour(Engine engine) : IClassFixture<Engine>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Scratch _scratch = new();
    private readonly XunitLog _log = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await engine.Clean(File.ReadAllText(Path.Combine(_scratch.Data, "station.id")));
        _scratch.Dispose();
    }

    [Fact]
    public async Task Is_told_every_end_once_though_tokens_have_expired_meanwhile()
    {
        var clock = new LeapingClock();
        await using var hub = await RealHub.Start(clock);
        await using var station = WholeStation.Start(hub.Station(_scratch.Data) with { Limits = new(TopLevelRuns: 3, MemoryBytes: 64L << 20, Cpus: 0.5, Pids: 64) }, clock, _log);
        var orders = new List<(int Task, int Run)>();
        for (var i = 1; i <= 4; i++)
        {
            orders.Add(await hub.Order(Engine.Image, $"touch /mnt/tmp/begun; while [ ! -e /mnt/tmp/enough ]; do sleep 0.1; done; echo said {i}; printf 4{i} > /mnt/out/output"));
        }

        await A_station_that_dies.Eventually(() => orders.Take(3).All(o => File.Exists(Job(o.Task, "begun"))), "The first three did not begin");
        await Until(async () => (await Task.WhenAll(orders.Take(3).Select(o => hub.StatusOf(o.Run)))).All(s => s == "active"), "The hub did not hear that they began");

        await hub.GoAway();
        foreach (var (task, _) in orders.Take(3))
        {
            File.WriteAllText(Job(task, "enough"), "");
        }

        var journal = StationFolder.JournalIn(_scratch.Data);
        await A_station_that_dies.Eventually(() => SqliteJournal.Look(journal).Count(e => e is JournalEntry.Ended) == 3, "The three did not end");
        Assert.All(orders.Take(3), o => Assert.True(File.Exists(Path.Combine(_scratch.Data, "runs", $"{o.Run}-1", "sealed", "result"))));
        for (var second = 0; second < 3600; second += 5)
        {
            await clock.Leap(TimeSpan.FromSeconds(5), Patience);
        }

        await _log.Says("Waiting for the hub.");
        await hub.Serve();
        await hub.Ended([.. orders.Take(3).Select(o => o.Run)], Patience, () => clock.Leap(TimeSpan.FromSeconds(1), Patience));
        await A_station_that_dies.Eventually(() => Directory.Exists(Path.GetDirectoryName(Job(orders[3].Task, "")!)), "What had waited for a place was not claimed");
        File.WriteAllText(Job(orders[3].Task, "enough"), "");
        await hub.Ended([orders[3].Run], Patience, () => Task.CompletedTask);
        await A_station_that_dies.Eventually(() => SqliteJournal.Look(journal).Count == 0, "Something was left behind");

        for (var i = 1; i <= 4; i++)
        {
            var run = orders[i - 1].Run;
            var events = await hub.EventsOf(run);
            Assert.Equal(
                ["run.created/1", "run.claimed/1", "run.initializing/1", "run.started/1", "run.ended/2"],
                events.Where(e => e is not ("run.became_unreachable/1" or "run.came_back/1")));
            Assert.Equal(($"4{i}", $"said {i}\n"), await hub.EndOf(run));
        }
    }

    private static async Task Until(Func<Task<bool>> fact, string otherwise) =>
        await Plugin.Testing.Running.Eventually.Get(async () => await fact() ? "so" : null, Patience, () => otherwise);

    private string Job(int task, string file) => Path.Combine(_scratch.Data, "jobs", $"{task}", file);
}
