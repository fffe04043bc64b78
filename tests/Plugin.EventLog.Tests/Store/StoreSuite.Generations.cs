using Plugin.EventLog.Proving;
using Plugin.EventLog.Verifying;
using Plugin.Proofs;

namespace Plugin.EventLog.Tests.Store;

public abstract partial class StoreSuite
{
    [Fact]
    public async Task A_generation_begins_with_the_append_that_opens_it()
    {
        await Append("a", 0, Shelf.Noted("x"), Shelf.Noted("y"));
        var before = Log.Origin;

        await OpenGeneration(2);

        Assert.Equal(before with { Generation = 2 }, Log.Origin);
        Assert.Equal(2, await Store.Proof.Generation(Soon));
        var report = await LogVerification.Run(Store, progress: null, Soon);
        Assert.True(report.Verified);
        Assert.Equal([(2, 3L)], report.Generations.Select(g => (g.Generation, g.Opening.Position)));
    }

    [Fact]
    public async Task A_generation_whose_append_is_refused_does_not_begin()
    {
        await OpenGeneration(2);

        await Assert.ThrowsAsync<StreamConflictException>(() => Log.Append(
            To(GenerationOpening.Stream(2), 0, Opening()) with { OpensGeneration = 3 }, Soon));

        Assert.Equal((2, 2), (Log.Origin.Generation, await Store.Proof.Generation(Soon)));
    }

    [Fact]
    public async Task Checkpoints_of_each_generation_are_verified_under_its_own_origin()
    {
        using var key = NewKey();
        await Append("a", 0, Shelf.Noted("x"));
        var first = await (await Maker(key)).Make(Soon);
        await Append("a", 1, Shelf.Noted("y"));
        await OpenGeneration(2);

        var maker = await Maker(key);
        var second = await maker.Make(Soon);

        Assert.Equal(
            [(Log.Origin with { Generation = 1 }).ToString(), Log.Origin.ToString()],
            new[] { first, second }.Select(stored => Checkpoint.Parse(SignedNote.Parse(stored.Note).Text).Origin));
        Assert.True(ProofCheck.Extends(1, first.Root, 3, second.Root, await maker.Tree.ConsistencyProof(1, 3, Soon)));
        var report = await LogVerification.Run(Store, progress: null, Soon);
        Assert.Equal((true, 2), (report.Verified, report.Checkpoints));
    }

    [Fact]
    public async Task A_checkpoint_in_the_name_of_another_generation_fails_the_verification()
    {
        using var key = NewKey();
        await Maker(key);
        await Append("a", 0, Shelf.Noted("x"));
        var old = Log.Origin.ToString();
        await OpenGeneration(2);
        var root = await new LogTree(Store).Root(2, Soon);
        var note = SignedNote.Sign(new Checkpoint(old, 2, root, []).ToText(), new NoteSigner(old, key)).ToString();
        await Store.Proof.WriteCheckpoint(new StoredCheckpoint(2, root, note, DateTimeOffset.UnixEpoch), Soon);

        var report = await LogVerification.Run(Store, progress: null, Soon);

        Assert.Equal($"its note speaks of another log, size or root, not of {Log.Origin}", report.FirstBadCheckpoint?.Why);
    }

    [Fact]
    public async Task A_generation_that_is_opened_twice_fails_the_verification()
    {
        await OpenGeneration(3);
        await Append(GenerationOpening.Stream(2), 0, Opening());

        var report = await LogVerification.Run(Store, progress: null, Soon);

        Assert.Equal(new BadEvent(2, "it opens generation 2 in generation 3"), report.FirstBad);
    }

    [Fact]
    public async Task A_maker_of_an_older_generation_signs_no_more()
    {
        using var key = NewKey();
        var old = await Maker(key);
        await Append("a", 0, Shelf.Noted("x"));
        await old.Make(Soon);
        await OpenGeneration(2);

        var stopped = await Assert.ThrowsAsync<LogWentBackException>(() => old.Make(Soon));
        await Assert.ThrowsAsync<LogWentBackException>(() => old.Watch(Soon));

        Assert.Contains("Generation 2 of the log was opened", stopped.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await Store.Proof.NewestCheckpoint(Soon))!.Size);
    }

    [Fact]
    public async Task A_log_with_fewer_events_than_are_remembered_is_not_gone_on_with()
    {
        using var key = NewKey();
        var memory = new Memory();
        await (await Maker(key, memory)).Make(Soon);
        await Append("a", 0, Shelf.Noted("x"));
        memory.Note = SignedFor(key, Log.Origin, size: 3, root: new byte[32]);

        var refused = await Assert.ThrowsAsync<LogWentBackException>(() => Maker(key, memory));

        Assert.Contains("checkpoint of 3 events", refused.Message, StringComparison.Ordinal);
        Assert.Contains("has only 1 events of generation 1", refused.Message, StringComparison.Ordinal);
        Assert.Contains("plugin log new-generation", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_with_other_events_than_are_remembered_is_not_gone_on_with()
    {
        using var key = NewKey();
        await Maker(key);
        await Append("a", 0, Shelf.Noted("x"), Shelf.Noted("y"));
        var memory = new Memory { Note = SignedFor(key, Log.Origin, size: 2, root: new byte[32]) };

        var refused = await Assert.ThrowsAsync<LogWentBackException>(() => Maker(key, memory));

        Assert.Contains("has others in their place", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_remembered_of_an_older_generation_was_accounted_for()
    {
        using var key = NewKey();
        var memory = new Memory { Note = SignedFor(key, Log.Origin, size: 9, root: new byte[32]) };
        await Maker(key);
        await OpenGeneration(2);

        var made = await (await Maker(key, memory)).Make(Soon);

        Assert.Equal(made.Note, memory.Note);
    }

    private static NewEvent Opening() => new(GenerationOpening.EventName, Bytes("""{"generation":2}"""), Bytes("""{"actor":"operator:alice"}"""));

    private protected Task<Appended> OpenGeneration(int generation) =>
        Log.Append(To(GenerationOpening.Stream(generation), 0, Opening()) with { OpensGeneration = generation }, Soon);

    private static string SignedFor(System.Security.Cryptography.ECDsa key, LogOrigin origin, long size, byte[] root) => SignedNote.Sign(
        new Checkpoint(origin.ToString(), size, root, []).ToText(), new NoteSigner(origin.ToString(), key)).ToString();

    private sealed class Memory : ICheckpointMemory
    {
        public string? Note { get; set; }

        public Task<string?> Read(Guid hub, CancellationToken cancellationToken) => Task.FromResult(Note);

        public Task Write(Guid hub, string note, CancellationToken cancellationToken)
        {
            Note = note;
            return Task.CompletedTask;
        }
    }
}
