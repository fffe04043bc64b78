using System.Security.Cryptography;
using System.Text.Json;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.EventLog.Proving;
using Plugin.EventLog.Verifying;
using Plugin.Grains.Generations;
using Plugin.Grains.Organisations;
using Plugin.Grains.Stations;
using Plugin.Grains.Witnessing;
using Plugin.Proofs;
using Plugin.ReadModels.Replay;
using Plugin.Testing.Running;
using Plugin.Vault.Seals;

namespace Plugin.Grains.Tests;

/// <summary>
/// Two worlds from one seed are one hub: what one did more than the other is what a restore lost.
/// </summary>
public sealed class A_new_generation : IAsyncLifetime
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private World _lost = null!;
    private World _restored = null!;

    private IStore Restored => _restored.Store;

    public async ValueTask InitializeAsync()
    {
        (_lost, _restored) = (await World.InMemory(), await World.InMemory());
        await (await Maker(_lost.Store)).Make(Soon);
        await (await Maker(Restored)).Make(Soon);
    }

    public ValueTask DisposeAsync()
    {
        _key.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Says_who_ordered_it_why_and_what_is_known_of_the_log_before()
    {
        var kept = await Restored.Log.Head(Soon);
        var note = await Go(_lost, events: 3);

        var opened = await Hold(Order(note));

        Assert.Equal((2, kept, 3L), (opened.Origin.Generation, opened.Kept, opened.Lost));
        var stored = Assert.Single(await Restored.Log.ReadStream("generation-2", 0, Soon));
        Assert.Equal(kept + 1, stored.Position);
        Assert.Equal(
            "operator:alice", JsonElement.Parse(stored.Metadata.Span).GetProperty("actor").GetString());
        var replay = await StreamReplay.Of(Restored.Log, Restored.Vault, "generation-2", AsOf.Now, Soon);
        Assert.Equal("The disk broke.", (string?)replay!.State["reason"]);
        Assert.Equal("The disk broke.", replay.Changes.Single().Cause);
        Assert.Equal((1, kept + 3, note), ((int)replay.State["last"]!["generation"]!, (long)replay.State["last"]!["size"]!, (string?)replay.State["last"]!["note"]));
        Assert.DoesNotContain("disk", System.Text.Encoding.UTF8.GetString(stored.Data.Span), StringComparison.Ordinal);
        Assert.Equal(GenerationOpening.Stream(2), new GenerationId(2).ToString());
        Assert.Equal(GenerationOpening.EventName, stored.Name);
        var report = await LogVerification.Run(Restored, progress: null, Soon);
        Assert.True(report.Verified);
    }

    [Fact]
    public async Task Gives_no_id_that_a_lost_event_may_have_given()
    {
        var last = (await _lost.Ask(new CreateOrganisation(World.Root, "Lost hospital", "", "", "", "", "", ""))).Value;
        var task = await _lost.Submit(0, 1);
        await Restored.Live.RaiseIds("run", 5_000_000, Soon);

        await Hold(Order(await Go(_lost, events: 0)));

        var organisation = (await _restored.Ask(new CreateOrganisation(World.Root, "New hospital", "", "", "", "", "", ""))).Value;
        var next = await _restored.Submit(0, 1);
        Assert.InRange(organisation.Value, last.Value + GenerationCeremony.IdMargin, int.MaxValue);
        Assert.InRange(next.Task.Value, task.Task.Value + GenerationCeremony.IdMargin, int.MaxValue);
        Assert.InRange(next.Runs[0].Value, 5_000_000 + GenerationCeremony.IdMargin, int.MaxValue);
    }

    [Fact]
    public async Task Gives_attempts_that_no_lost_claim_was_given()
    {
        var lost = await _lost.Submit(0);
        var open = await _restored.Submit(0);
        Assert.Equal(lost.Runs, open.Runs);
        Assert.Equal(1, (await _lost.Claim(0, lost.Runs[0])).Attempt);

        await Hold(Order(await Go(_lost, events: 0)));

        var feeds = new StationFeeds(Restored, new Witnesses(Restored, TimeProvider.System));
        using var stop = new CancellationTokenSource();
        var running = feeds.Run(stop.Token);
        await using var feed = feeds.Subscribe(_restored.Nodes[0].Value, World.Session(0), stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await feed.MoveNextAsync().AsTask().Soon("the snapshot"));
        var offered = Assert.Single(((SnapshotTaken)feed.Current).Runs);
        Assert.Equal((open.Runs[0].Value, "pending", 5), (offered.Run, offered.State, offered.Attempt));
        Assert.Equal(6, (await _restored.Claim(0, open.Runs[0])).Attempt);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Soon("the end of the follower"));
    }

    [Fact]
    public async Task Is_not_opened_when_nothing_was_lost()
    {
        var note = await Go(_restored, events: 1);

        await Refused(Order(note), "contains the newest known checkpoint");
    }

    [Fact]
    public async Task Is_opened_by_who_restored_a_backup_though_nothing_is_known_to_be_lost()
    {
        var note = await Go(_restored, events: 1);

        var opened = await Hold(Order(note) with { FromBackup = true });

        Assert.Equal((2, 0L, opened.Kept), (opened.Origin.Generation, opened.Lost, opened.Last!.Size));
    }

    [Fact]
    public async Task Is_opened_without_a_checkpoint_only_by_who_says_that_none_is_known()
    {
        await Refused(Order(), "say so with --none-known");

        var opened = await Hold(Order() with { NoneKnown = true });

        Assert.Equal((2, null), (opened.Origin.Generation, opened.Last));
    }

    [Fact]
    public async Task Is_not_opened_as_if_nothing_were_known_when_the_hub_remembers_more()
    {
        var note = await Go(_lost, events: 2);

        await Refused(Order() with { NoneKnown = true }, "leave out --none-known", new Remembered(note));
        Assert.Equal(2, (await Hold(Order(), new Remembered(note))).Lost);
    }

    [Fact]
    public async Task Counts_the_newest_of_several_checkpoints()
    {
        var older = await Go(_lost, events: 1);
        var newer = await Go(_lost, events: 4);

        Assert.Equal(newer, (await Hold(Order(newer, older))).Last!.Note);
    }

    [Fact]
    public async Task Is_not_opened_by_a_checkpoint_of_another_hub_or_key_or_of_none()
    {
        var origin = Restored.Log.Origin;
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        await Refused(Order(Signed(_key, origin with { Hub = new Guid(new byte[16]) })), "another hub's log");
        await Refused(Order(Signed(other, origin)), "not signed with the key");
        await Refused(Order("hello"), "not a signed checkpoint");
    }

    [Fact]
    public async Task Follows_the_newest_generation_that_is_known()
    {
        var ofThird = Signed(_key, Restored.Log.Origin with { Generation = 3 });

        Assert.Equal(4, (await Hold(Order(ofThird))).Origin.Generation);
        await Refused(Order(Signed(_key, Restored.Log.Origin with { Generation = 3 })), "is in generation 4 already");
        Assert.Equal(5, (await Hold(Order() with { NoneKnown = true })).Origin.Generation);
    }

    [Fact]
    public async Task Is_not_opened_over_a_backup_that_contradicts_its_own_checkpoint()
    {
        await Restored.Proof.WriteCheckpoint(
            new StoredCheckpoint(99, new byte[32], Signed(_key, Restored.Log.Origin), DateTimeOffset.UnixEpoch), Soon);

        await Refused(Order() with { NoneKnown = true }, "the checkpoint of 99 events is bad");
    }

    private static CancellationToken Soon => TestContext.Current.CancellationToken;

    private static GenerationOrder Order(params string[] notes) =>
        new("alice", "The disk broke.", [.. notes.Select((note, i) => new GivenCheckpoint($"file {i}", note))], NoneKnown: false, FromBackup: false);

    private async Task<OpenedGeneration> Hold(GenerationOrder order, ICheckpointMemory? memory = null) => await new GenerationCeremony(
        Restored, new SealedFields(RandomNumberGenerator.Fill), memory ?? new NoCheckpointMemory(), TimeProvider.System).Hold(order, Soon);

    private async Task Refused(GenerationOrder order, string why, ICheckpointMemory? memory = null)
    {
        var before = (Restored.Log.Origin, await Restored.Log.Head(Soon));
        var refused = await Assert.ThrowsAsync<LogUnusableException>(() => Hold(order, memory));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, (Restored.Log.Origin, await Restored.Log.Head(Soon)));
    }

    /// <summary>The world goes on for so many events; answers the checkpoint that is signed then.</summary>
    private async Task<string> Go(World world, int events)
    {
        for (var i = 0; i < events; i++)
        {
            await world.Ask(new CreateOrganisation(World.Root, $"Hospital {await world.Store.Log.Head(Soon)}", "", "", "", "", "", ""));
        }

        return (await (await Maker(world.Store)).Make(Soon)).Note;
    }

    private Task<CheckpointMaker> Maker(IStore store) =>
        CheckpointMaker.Open(store, _key, new NoCheckpointMemory(), TimeProvider.System, Soon);

    private static string Signed(ECDsa key, LogOrigin origin) => SignedNote.Sign(
        new Checkpoint(origin.ToString(), 99, new byte[32], []).ToText(), new NoteSigner(origin.ToString(), key)).ToString();

    private sealed class Remembered(string note) : ICheckpointMemory
    {
        public Task<string?> Read(Guid hub, CancellationToken cancellationToken) => Task.FromResult<string?>(note);

        public Task Write(Guid hub, string written, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
