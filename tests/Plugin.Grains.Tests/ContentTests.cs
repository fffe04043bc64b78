using Microsoft.Extensions.Logging.Abstractions;
using Plugin.Domain.Runs;
using Plugin.EventLog;
using Plugin.Grains.Contents;
using Plugin.Grains.Runs;
using Plugin.Testing;

namespace Plugin.Grains.Tests;

public sealed class A_large_result
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private readonly ManualClock _clock = new(Morning);

    [Fact]
    public async Task That_was_swept_in_the_last_moment_is_asked_for_again()
    {
        var (world, run, attempt) = await Started();
        var id = await Upload(world, run, attempt);
        await world.Store.Log.Take(new TakeKey("content", id, "swept"), CancellationToken.None);

        Assert.Equal("content.missing", (await Report(world, run, attempt, id)).Refusal!.Code);
        Assert.Null((await Report(world, run, attempt, await Upload(world, run, attempt))).Refusal);
    }

    [Fact]
    public async Task That_is_reported_twice_is_named_once()
    {
        var (world, run, attempt) = await Started();
        var id = await Upload(world, run, attempt);

        Assert.Null((await Report(world, run, attempt, id)).Refusal);
        Assert.Null((await Report(world, run, attempt, id)).Refusal);

        Assert.Single(await world.EventsOf(run), name => name == "run.ended/2");
        Assert.Equal(2 * 1024 * 1024, (await world.Blobs.Find(id, CancellationToken.None))!.Size);
    }

    [Fact]
    public async Task Of_another_run_is_refused_however_late_that_is_known()
    {
        var (world, run, attempt) = await Started();
        var id = await Upload(world, run, attempt);
        var other = (await world.Submit(0)).Runs[0];
        var claim = await world.Claim(0, other);
        await world.Report(0, other, claim.Attempt, new RunStage.Started(null));

        var reported = await Task.WhenAll(Report(world, run, attempt, id), Report(world, other, claim.Attempt, id));
        var later = await Report(world, reported[0].Refusal is null ? other : run, reported[0].Refusal is null ? claim.Attempt : attempt, id);

        Assert.Equal("content.named_twice", Assert.Single(reported, answer => answer.Refusal is not null).Refusal!.Code);
        Assert.Equal("content.named_twice", later.Refusal!.Code);
    }

    [Fact]
    public async Task That_nothing_names_is_swept_a_day_later_by_the_silo_that_has_the_duty()
    {
        var (world, run, attempt) = await Started();
        var named = await Upload(world, run, attempt);
        await Report(world, run, attempt, named);
        var forgotten = await world.Blobs.Upload("999.1.result", 0, new MemoryStream(new byte[10]), long.MaxValue, CancellationToken.None);
        using var one = Sweep(world, "one");
        using var other = Sweep(world, "other");

        await one.Round(CancellationToken.None);
        _clock.Advance(ContentSweep.SafeAge + TimeSpan.FromMinutes(1));
        await one.Round(CancellationToken.None);
        var another = await world.Blobs.Upload("998.1.result", 0, new MemoryStream(new byte[10]), long.MaxValue, CancellationToken.None);
        await other.Round(CancellationToken.None);

        Assert.Null(await world.Blobs.Name(forgotten.Id, CancellationToken.None));
        Assert.NotNull(await world.Blobs.Name(another.Id, CancellationToken.None));
        Assert.NotNull(await world.Blobs.Find(named, CancellationToken.None));
    }

    private ContentSweep Sweep(World world, string silo) => new(world.Store, world.Blobs, _clock, silo, NullLogger<ContentSweep>.Instance);

    private async Task<(World World, Domain.RunId Run, int Attempt)> Started()
    {
        var world = await World.InMemory(_clock);
        var run = (await world.Submit(0)).Runs[0];
        var claim = await world.Claim(0, run);
        await world.Report(0, run, claim.Attempt, new RunStage.Started(null));
        return (world, run, claim.Attempt);
    }

    private static async Task<string> Upload(World world, Domain.RunId run, int attempt) => (await world.Blobs.Upload(
        $"{run.Value}.{attempt}.result", 0, new MemoryStream(new byte[2 * 1024 * 1024]), long.MaxValue, CancellationToken.None)).Id;

    private static Task<Answer<Done>> Report(World world, Domain.RunId run, int attempt, string id) =>
        world.Report(0, run, attempt, new RunStage.Ended(RunOutcome.Completed, "It ended.", Content.Stored(id), null));
}
