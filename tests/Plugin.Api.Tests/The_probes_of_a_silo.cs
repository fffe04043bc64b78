using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Plugin.Api.Server;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.EventLog;
using Plugin.EventLog.Memory;
using Plugin.Grains.Silos;
using Plugin.Grains.Stations;
using Plugin.Grains.Witnessing;
using Plugin.Hub;
using Plugin.ReadModels;
using Plugin.Testing;
using Plugin.Testing.Running;
using Plugin.Vault.Seals;

namespace Plugin.Api.Tests;

public sealed class The_probes_of_a_silo : IAsyncLifetime
{
    private static readonly TimeSpan Patience = Eventually.Patience;
    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("plugin-api-");
    private PostgresDatabase _database = null!;
    private HubHost _silo = null!;

    private Api Anyone => new(_silo.Address, null);

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.Create();
        _silo = await Another();
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _database.DisposeAsync();
        _secrets.Delete(recursive: true);
    }

    [Fact]
    public async Task Say_that_all_is_well()
    {
        foreach (var probe in (string[])["start", "ready", "live"])
        {
            await Becomes(probe, 200, """{"ok":true,"reason":null,"database":true,"lag":0,"draining":false}""");
        }
    }

    [Fact]
    public async Task Find_it_not_ready_but_alive_while_its_database_is_away()
    {
        await _database.Close();

        await Becomes("ready", 503, """{"ok":false,"reason":"The database does not answer.","database":false,"lag":null,"draining":false}""");
        Assert.Equal(200, (await Anyone.Get("health/live")).Status);

        await _database.Reopen();
        await Becomes("ready", 200);
    }

    [Fact]
    public async Task Find_it_not_ready_while_its_follower_is_stuck_and_others_append()
    {
        // The follower has a session to itself; a page that is read for somebody ends in "limit $2", in a session that any request may get next.
        var follower = (int)await Eventually.Get(
            () => _database.Query(
                "select pid from pg_stat_activity where datname = current_database() and query like '%position > $1 order by position limit%' and query not like '%limit $2%' and query not like '%pg_stat%'"),
            Patience, () => "the session of the follower");
        await using var other = await Another();
        await Signal("STOP", follower);
        try
        {
            var root = await new Api(other.Address, null).LogIn("root", RunningHub.RootPassword);
            Assert.Equal(201, (await root.Post("organization", """{"name":"North"}""")).Status);

            await Becomes(
                "ready", 503, """{"ok":false,"reason":"The silo is 1 events behind the log and does not move.","database":true,"lag":1,"draining":false}""");
            Assert.Equal(200, (await Anyone.Get("health/live")).Status);
            await Becomes("ready", 200, of: new Api(other.Address, null));
        }
        finally
        {
            await Signal("CONT", follower);
        }

        await Becomes("ready", 200);
    }

    [Fact]
    public async Task Send_new_requests_elsewhere_while_it_drains()
    {
        await using var other = await Another();
        _silo.Services.GetRequiredService<Silo>().Leave();

        // All at once: it is gone in a few seconds, whether or not the machine has time for us.
        var answers = await Task.WhenAll(Anyone.Get("health/ready"), Anyone.Get("health/live"), Anyone.Get("version"));

        Assert.Equal((404, "The silo is about to stop."), (answers[0].Status, answers[0].Text("reason")));
        Assert.Equal((200, 200), (answers[1].Status, answers[2].Status));
    }

    [Fact]
    public async Task Wait_for_its_start_and_call_it_dead_after_a_minute_behind_the_log()
    {
        var clock = new ManualClock(DateTimeOffset.UnixEpoch);
        await using var store = new MemoryStore(new Projector(new SealedFields(bytes => bytes.Clear())), clock, salt => salt.Clear());
        var feeds = new StationFeeds(store, new Witnesses(store, clock));
        using var self = new Silo("silo-1", "1", clock.GetUtcNow());
        var silo = new SiloHealth(store, feeds, self, clock);
        Assert.False((await silo.Started(CancellationToken.None)).Ok);
        var (name, data) = EventCodec.Encode(new RunCameBack(new CollaborationId(1), 1, clock.GetUtcNow()));
        await store.Log.Append(
            new Append { Streams = [new StreamAppend("run-1", 0, [new NewEvent(name, data, "{}"u8.ToArray())])] }, CancellationToken.None);

        Assert.True((await Asked(silo.Live)).Ok);
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True((await Asked(silo.Live)).Ok);
        clock.Advance(TimeSpan.FromSeconds(30));
        var dead = await Asked(silo.Live);
        Assert.Equal(new SiloProbe(false, dead.Reason, true, 1, false), dead);
        Assert.StartsWith("The silo has been stuck 1 events behind the log for 6", dead.Reason);

        using var stop = new CancellationTokenSource();
        var follows = feeds.Run(stop.Token);
        Assert.Equal(new SiloProbe(true, null, true, 0, false), await silo.Started(CancellationToken.None));
        Assert.True((await silo.Live(CancellationToken.None)).Ok);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => follows);

        async Task<SiloProbe> Asked(Func<CancellationToken, Task<SiloProbe>> probe)
        {
            var asked = probe(CancellationToken.None);
            for (var i = 0; !asked.IsCompleted; i++)
            {
                Assert.InRange(i, 0, 10_000);
                clock.Advance(TimeSpan.FromMilliseconds(20));
                await Task.Yield();
            }

            return await asked;
        }
    }

    private Task<HubHost> Another() =>
        HubHost.Start(RunningHub.Settings(new Database(_database.ConnectionString), _secrets.FullName), CancellationToken.None);

    // A silo that a busy machine keeps from looking says so, until it has looked.
    private async Task Becomes(string probe, int status, string? words = null, Api? of = null)
    {
        var last = "";
        await Eventually.Get(
            async () =>
            {
                var answer = await (of ?? Anyone).Get($"health/{probe}");
                last = $"{answer.Status} {answer.Body!.ToJsonString()}";
                return answer.Status == status && (words is null || words == answer.Body!.ToJsonString()) ? last : null;
            },
            Patience, () => $"{status} {words} of health/{probe}; the last answer was {last}");
    }

    private static async Task Signal(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync().Soon("the end of kill");
        Assert.Equal(0, kill.ExitCode);
    }
}
