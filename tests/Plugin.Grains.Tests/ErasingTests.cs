using Microsoft.Extensions.Logging.Abstractions;
using Plugin.Domain;
using Plugin.Domain.Retention;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;
using Plugin.EventLog.Sqlite;
using Plugin.Grains.Erasing;
using Plugin.Grains.Tasks;
using Plugin.Testing;
using Plugin.Vault.Erasures;
using Plugin.Vault.Seals;

namespace Plugin.Grains.Tests;

public sealed class Erasing : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-erasing-");
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
    private World _world = null!;
    private ErasureList _list = null!;
    private Eraser _eraser = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await World.Over(
            async projector => await SqliteStore.Open(Path.Combine(_folder.FullName, "plugin.db"), projector, _clock, CancellationToken.None), 1, _clock);
        await _world.Settle();
        _list = await ErasureListAtStart.Open(_world.Store, _folder.FullName, TimeProvider.System, CancellationToken.None);
        _eraser = new Eraser(_world.Grains, _world.Store, _world.Blobs, _list);
    }

    public async ValueTask DisposeAsync()
    {
        await _world.Store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Of_a_person_frees_the_name_and_destroys_key_and_credentials()
    {
        await _eraser.User(World.Root, _world.Researcher, CancellationToken.None);

        Assert.Equal(["user.created/1", "user.retired/1", "user.erased/1"], await _world.EventsOf(_world.Researcher));
        Assert.Null(await _world.Store.Log.OwnerOf(Keys.UserName, "alice", CancellationToken.None));
        Assert.Null(await _world.Store.Log.OwnerOf(Keys.UserEmail, "alice@north.example", CancellationToken.None));
        Assert.Null(await Entry(SealedFields.KeyKind, _world.Researcher.ToString()));
        Assert.Null(await Entry(Keys.Password, _world.Researcher.ToString()));
        Assert.Equal([$"user-{_world.Researcher.Value}"], await _list.Read(CancellationToken.None));
    }

    [Fact]
    public async Task Of_nobody_is_refused_and_not_listed()
    {
        Assert.Equal("user.missing", (await _eraser.User(World.Root, new UserId(4711), CancellationToken.None)).Refusal!.Code);
        Assert.Empty(await _list.Read(CancellationToken.None));
    }

    [Fact]
    public async Task Of_a_task_waits_for_its_end_and_is_not_listed_before()
    {
        var task = await _world.Submit(0, 1);

        Assert.Equal(TaskRefusals.NotEnded, (await _eraser.Task(World.Root, task.Task, CancellationToken.None)).Refusal);
        Assert.Empty(await _list.Read(CancellationToken.None));
    }

    [Fact]
    public async Task Of_a_task_leaves_no_content_and_no_text()
    {
        var (task, contents) = await Completed();

        Assert.Null((await _eraser.Task(World.Root, task.Task, CancellationToken.None)).Refusal);

        Assert.Equal(["task.created/2", "task.contents_erased/1", "task.texts_erased/1"], await _world.EventsOf(task.Task));
        Assert.Empty(await _world.Blobs.ReadMany(contents, CancellationToken.None));
        Assert.Null(await Entry(SealedFields.KeyKind, task.Task.ToString()));
    }

    [Fact]
    public async Task That_died_after_the_list_was_written_is_finished_at_the_next_start()
    {
        var (task, contents) = await Completed();
        await _list.Add([$"user-{_world.Researcher.Value}", $"contents-{task.Task.Value}", $"texts-{task.Task.Value}"], CancellationToken.None);

        await Start();
        await Start();

        Assert.Equal(["user.created/1", "user.retired/1", "user.erased/1"], await _world.EventsOf(_world.Researcher));
        Assert.Equal(["task.created/2", "task.contents_erased/1", "task.texts_erased/1"], await _world.EventsOf(task.Task));
        Assert.Empty(await _world.Blobs.ReadMany(contents, CancellationToken.None));
        Assert.Null(await Entry("erasure", "unscrubbed"));
    }

    [Fact]
    public async Task Of_what_a_restored_database_takes_for_open_ends_it_first()
    {
        var task = await _world.Submit(0);
        await _list.Add([$"contents-{task.Task.Value}"], CancellationToken.None);

        await Start();

        Assert.Equal(["task.created/2", "task.killed/1", "task.contents_erased/1"], await _world.EventsOf(task.Task));
    }

    [Fact]
    public async Task Destroys_keys_that_came_back_with_a_backup_of_their_own()
    {
        var key = (await Entry(SealedFields.KeyKind, _world.Researcher.ToString()))!.Value;
        await _eraser.User(World.Root, _world.Researcher, CancellationToken.None);
        await _world.Store.Vault.Write([new VaultWrite(SealedFields.KeyKind, _world.Researcher.ToString(), key)], CancellationToken.None);

        await Start();

        Assert.Null(await Entry(SealedFields.KeyKind, _world.Researcher.ToString()));
    }

    [Fact]
    public async Task Never_hits_whoever_would_get_the_id_of_one_that_a_restored_database_does_not_know()
    {
        await _list.Add(["user-900", "texts-800"], CancellationToken.None);

        await Start();

        Assert.Equal(901, await _world.Store.Live.TakeIds("user-or-node", 1, CancellationToken.None));
        Assert.Equal(801, await _world.Store.Live.TakeIds("task", 1, CancellationToken.None));
    }

    [Fact]
    public async Task Is_refused_without_the_list_that_there_was()
    {
        File.Delete(Path.Combine(_folder.FullName, ErasureList.FileName));

        var refused = await Assert.ThrowsAsync<InvalidDataException>(
            () => ErasureListAtStart.Open(_world.Store, _folder.FullName, TimeProvider.System, CancellationToken.None));

        Assert.Contains("is missing: restore its newest copy", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_policy_takes_what_ended_long_enough_ago_and_nothing_that_is_open()
    {
        var (old, contents) = await Completed();
        var open = await _world.Submit(0);
        _clock.Advance(TimeSpan.FromDays(29));
        var (young, _) = await Completed();
        await Policy(_world.Collaboration, new RetentionPolicy(30, Texts: false));

        Assert.Equal(0, await Round());
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(1, await Round());
        Assert.Equal(0, await Round());
        Assert.Equal(["task.created/2", "task.contents_erased/1"], await _world.EventsOf(old.Task));
        Assert.Equal(["task.created/2"], await _world.EventsOf(young.Task));
        Assert.Equal(["task.created/2"], await _world.EventsOf(open.Task));
        Assert.Empty(await _world.Blobs.ReadMany(contents, CancellationToken.None));
        Assert.NotNull(await Entry(SealedFields.KeyKind, old.Task.ToString()));
        var last = (await _world.Store.Log.ReadStream(old.Task.ToString(), 1, CancellationToken.None))[0];
        Assert.Contains("duty:retention", System.Text.Encoding.UTF8.GetString(last.Metadata.Span), StringComparison.Ordinal);
        Assert.Contains("\"after_days\":30", System.Text.Encoding.UTF8.GetString(last.Data.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_the_default_of_the_hub_leaves_out_who_has_a_policy_of_their_own()
    {
        var (task, _) = await Completed();
        await Policy(null, new RetentionPolicy(0, Texts: true));
        await Policy(_world.Collaboration, RetentionPolicy.KeepAll);

        Assert.Equal(0, await Round());
        await Policy(_world.Collaboration, null);

        Assert.Equal(1, await Round());
        Assert.Equal(["task.created/2", "task.contents_erased/1", "task.texts_erased/1"], await _world.EventsOf(task.Task));
    }

    [Fact]
    public async Task By_policy_ends_with_the_policy_however_much_was_due_when_the_round_began()
    {
        CreatedTask[] tasks = [(await Completed()).Task, (await Completed()).Task];
        await Policy(_world.Collaboration, new RetentionPolicy(0, Texts: false));
        var eraser = new Eraser(
            new Standstill(_world.Grains, () => Policy(_world.Collaboration, RetentionPolicy.KeepAll)), _world.Store, _world.Blobs, _list);

        Assert.Equal(1, await Round(eraser));

        var events = await Task.WhenAll(tasks.Select(task => _world.EventsOf(task.Task)));
        Assert.Single(events.SelectMany(names => names), "task.contents_erased/1");
    }

    [Fact]
    public async Task By_policy_ends_with_the_duty_of_a_silo_that_stood_still()
    {
        CreatedTask[] tasks = [(await Completed()).Task, (await Completed()).Task];
        await Policy(_world.Collaboration, new RetentionPolicy(0, Texts: false));
        var eraser = new Eraser(new Standstill(_world.Grains, TakenOver), _world.Store, _world.Blobs, _list);

        Assert.Equal(1, await Round(eraser));
        Assert.Equal(1, await Round(_eraser, "another silo"));

        foreach (var task in tasks)
        {
            Assert.Equal(["task.created/2", "task.contents_erased/1"], await _world.EventsOf(task.Task));
        }

        async Task TakenOver()
        {
            _clock.Advance(TimeSpan.FromMinutes(3));
            Assert.True((await _world.Store.Live.Hold("retention", "another silo", TimeSpan.FromMinutes(1), CancellationToken.None)).Held);
        }
    }

    [Fact]
    public async Task By_policy_stops_when_the_clock_jumps()
    {
        var (task, _) = await Completed();
        await Policy(null, new RetentionPolicy(30, Texts: false));
        var jumping = new JumpingClock(_clock);
        var duty = new RetentionDuty(_world.Store, _eraser, jumping, "silo", NullLogger<RetentionDuty>.Instance);
        Assert.Equal(0, await duty.Round(CancellationToken.None));

        // The database's clock goes on a year; here only a second has passed.
        _clock.Advance(TimeSpan.FromDays(365));
        jumping.Elapsed = TimeSpan.FromSeconds(1);

        Assert.Equal(0, await duty.Round(CancellationToken.None));
        Assert.Equal(["task.created/2"], await _world.EventsOf(task.Task));
    }

    private async Task<(CreatedTask Task, string[] Contents)> Completed()
    {
        var task = await _world.Submit(0);
        await _world.Complete(0, task.Runs[0]);
        var events = await _world.Store.Log.ReadStream(task.Runs[0].ToString(), 0, CancellationToken.None);
        var created = (RunCreated)EventCodec.Decode(events[0].Name, events[0].Data.Span);
        var ended = (RunEnded)EventCodec.Decode(events[^1].Name, events[^1].Data.Span);
        string[] contents = [created.Input.Id, ended.Result!.Id];
        Assert.Equal(2, (await _world.Blobs.ReadMany(contents, CancellationToken.None)).Count);
        return (task, contents);
    }

    private async Task Policy(CollaborationId? collaboration, RetentionPolicy? policy) =>
        Assert.Null((await _world.Ask(new SetRetention(World.Root, collaboration, policy))).Refusal);

    private Task<int> Round() => Round(_eraser);

    private async Task<int> Round(Eraser eraser, string silo = "silo")
    {
        using var duty = new RetentionDuty(_world.Store, eraser, _clock, silo, NullLogger<RetentionDuty>.Instance);
        return await duty.Round(CancellationToken.None);
    }

    private Task Start() => new ErasureListAtStart(_world.Grains, _world.Store, _eraser, _world.Seals).Apply(_list, CancellationToken.None);

    private Task<ReadOnlyMemory<byte>?> Entry(string kind, string id) => _world.Store.Vault.Read(kind, id, CancellationToken.None);

    private sealed class JumpingClock(TimeProvider clock) : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => Elapsed.Ticks;
    }
}
