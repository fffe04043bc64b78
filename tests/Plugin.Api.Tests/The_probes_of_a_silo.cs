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
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
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
            var answer = await Anyone.Get($"health/{probe}");
            Assert.Equal((200, """{"ok":true,"reason":null,"database":true,"lag":0,"draining":false}"""), (answer.Status, answer.Body!.ToJsonString()));
        }
    }

    [Fact]
    public async Task Find_it_not_ready_but_alive_while_its_database_is_away()
    {
        await _database.Close();

        var ready = await Anyone.Get("health/ready");
        Assert.Equal(
            (503, """{"ok":false,"reason":"The database does not answer.","database":false,"lag":null,"draining":false}"""),
            (ready.Status, ready.Body!.ToJsonString()));
        Assert.Equal(200, (await Anyone.Get("health/live")).Status);

        await _database.Reopen();
        await Becomes("ready", 200);
    }

    [Fact]
    public async Task Find_it_not_ready_while_its_follower_is_stuck_and_others_append()
    {
        // The follower has a session to itself; a page that is read for somebody ends in "limit $2", in a session that any request may get next.
        var follower = (int)(await _database.Query(
            "select pid from pg_stat_activity where datname = current_database() and query like '%position > $1 order by position limit%' and query not like '%limit $2%' and query not like '%pg_stat%'"))!;
        await using var other = await Another();
        await Signal("STOP", follower);
        try
        {
            var root = await new Api(other.Address, null).LogIn("root", RunningHub.RootPassword);
            Assert.Equal(201, (await root.Post("organization", """{"name":"North"}""")).Status);

            var ready = await Anyone.Get("health/ready");
            Assert.Equal(503, ready.Status);
            Assert.Equal("The silo is 1 events behind the log and does not move.", ready.Text("reason"));
            Assert.Equal(200, (await Anyone.Get("health/live")).Status);
            Assert.Equal(200, (await new Api(other.Address, null).Get("health/ready")).Status);
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

        var ready = await Anyone.Get("health/ready");

        Assert.Equal((404, "The silo is about to stop."), (ready.Status, ready.Text("reason")));
        Assert.Equal(200, (await Anyone.Get("health/live")).Status);
        Assert.Equal(200, (await Anyone.Get("version")).Status);
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
            while (!asked.IsCompleted)
            {
                clock.Advance(TimeSpan.FromMilliseconds(20));
                await Task.Yield();
            }

            return await asked;
        }
    }

    private Task<HubHost> Another() =>
        HubHost.Start(RunningHub.Settings(new Database(_database.ConnectionString), _secrets.FullName), CancellationToken.None);

    private Task<string> Becomes(string probe, int status) => Eventually.Get(
        async () => (await Anyone.Get($"health/{probe}")).Status == status ? "so" : null, Patience, () => $"{status} of health/{probe}");

    private static async Task Signal(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
