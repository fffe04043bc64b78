using System.Security.Cryptography;
using Plugin.Contracts.Audit;
using Plugin.Node.Journal;
using Plugin.Node.Tests.Support;
using Plugin.Proofs;
using Plugin.Testing;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Survival;

/// <summary>The hub itself, the station as it is started, and a network between them that loses requests and answers at any byte.</summary>
public sealed class Any_request_to_the_hub(Engine engine) : IClassFixture<Engine>, IAsyncLifetime
{
    private const string Feed = "GET api/station/feed";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);
    private readonly LeapingClock _clock = new();
    private readonly Scratch _scratch = new();
    private readonly Scratch _neighbours = new();
    private readonly XunitLog _log = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await engine.Clean(File.ReadAllText(Path.Combine(_scratch.Data, "station.id")));
        _scratch.Dispose();
        _neighbours.Dispose();
    }

    [Theory]
    [InlineData(1)]
    public async Task May_be_lost_as_may_its_answer_and_nothing_is_done_twice_or_not_at_all(int seed)
    {
        await using var hub = await RealHub.Start(TimeProvider.System);
        var routes = hub.StationRoutes;
        Assert.Contains(Feed, routes);
        await using var way = new LossyProxy(hub.Url, routes, seed).Start();
        // Too large for a claim, and its answer for a report.
        var echo = $"{Waiting("cat /mnt/data/task-*/input | tr -d '#' > /mnt/out/output")} # {new string('x', 400_000)}";
        var orders = new List<(int Task, int Run)>
        {
            await hub.Order(Engine.Image, Waiting("printf 42 > /mnt/out/output")),
            await hub.Order(Engine.Image, echo),
        };
        await using var station = WholeStation.Start(hub.Station(_scratch.Data, way.Url), _clock, _log);
        // It has been given the key of another hub, so it raises an alarm.
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var origin = (string)(await hub.Ask(AuditRoutes.Alarms))["origin"]!;
        await using var alarmed = WholeStation.Start(
            hub.Station(_neighbours.Data, way.Url) with { Key = await hub.Neighbour(), LogKey = new NoteSigner(origin, otherKey).Key }, _clock, _log);

        await Tried(way, [routes.Single(r => r.Contains("/log/", StringComparison.Ordinal))]);
        orders.ForEach(order => Enough(order.Task));
        await hub.Ended([.. orders.Select(o => o.Run)], Patience, Leap);
        await Tried(way, routes);

        // Where events are held back it asks for them, and is as badly off.
        way.CollectEvents();
        await Tried(way, [Feed + LossyProxy.LongPoll]);
        orders.Add(await hub.Order(Engine.Image, "printf 43 > /mnt/out/output"));
        await hub.Ended([orders[^1].Run], Patience, Leap);
        await Eventually.Get(
            async () =>
            {
                await Leap();
                return SqliteJournal.Look(StationFolder.JournalIn(_scratch.Data)).Count == 0 ? "empty" : null;
            },
            Patience, () => "the acknowledgement of every end");
        TestContext.Current.TestOutputHelper?.WriteLine(way.Account);

        foreach (var (_, run) in orders)
        {
            Assert.Equal(
                ["run.created/1", "run.claimed/1", "run.started/1", "run.ended/2"],
                (await hub.EventsOf(run)).Where(e => e is not ("run.initializing/1" or "run.became_unreachable/1" or "run.came_back/1")));
            Assert.True((await hub.EventsOf(run)).Count(e => e == "run.initializing/1") <= 1);
        }

        Assert.Equal(("42", "working\n"), await hub.EndOf(orders[0].Run));
        Assert.Equal((echo.Replace("#", "", StringComparison.Ordinal), "working\n"), await hub.EndOf(orders[1].Run));
        Assert.Equal("43", (await hub.EndOf(orders[2].Run)).Result);
        Assert.Single((await hub.Ask(AuditRoutes.Alarms))["alarms"]!.AsArray(), a => (string)a!["kind"]! == AlarmKinds.HubKey);
    }

    private static string Waiting(string then) => $"echo working; while [ ! -e /mnt/tmp/enough ]; do sleep 0.1; done; {then}";

    private Task Leap() => _clock.Leap(TimeSpan.FromMilliseconds(500), Patience);

    private async Task Tried(LossyProxy way, IEnumerable<string> routes) => await Eventually.Get(
        async () =>
        {
            await Leap();
            await Task.Delay(TimeSpan.FromMilliseconds(30));
            return routes.All(way.HasTried) ? "all" : null;
        },
        Patience, () => $"lost requests and lost answers of {string.Join(", ", routes.Where(r => !way.HasTried(r)))}. There were:\n{way.Account}\n{string.Join('\n', _log.Lines.TakeLast(30))}");

    private void Enough(int job)
    {
        Directory.CreateDirectory(Path.Combine(_scratch.Data, "jobs", $"{job}"));
        File.WriteAllText(Path.Combine(_scratch.Data, "jobs", $"{job}", "enough"), "");
    }
}
