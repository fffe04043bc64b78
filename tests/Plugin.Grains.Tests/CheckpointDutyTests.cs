using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Plugin.Domain.Alarms;
using Plugin.EventLog;
using Plugin.EventLog.Proving;
using Plugin.Grains.Checkpoints;
using Plugin.Grains.Organisations;
using Plugin.Testing;

namespace Plugin.Grains.Tests;

public sealed class The_checkpoint_duty : IAsyncLifetime
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private World _world = null!;

    public async ValueTask InitializeAsync() => _world = await World.InMemory(_clock);

    public ValueTask DisposeAsync()
    {
        _key.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Signs_what_happened_since_its_last_round_and_nothing_when_nothing_did()
    {
        using var duty = await Duty("silo-1");
        await duty.Round(CancellationToken.None);
        var first = await Sizes();
        await duty.Round(CancellationToken.None);

        var head = await _world.Store.Log.Head(CancellationToken.None);
        Assert.Equal(head, Assert.Single(first));
        Assert.Equal(first, await Sizes());
    }

    [Fact]
    public async Task Is_taken_over_within_5_seconds_when_its_holder_is_gone()
    {
        using var gone = await Duty("silo-1");
        using var other = await Duty("silo-2");
        await gone.Round(CancellationToken.None);
        var before = await Sizes();
        await _world.Ask(new CreateOrganisation(World.Root, "Fourth hospital", "", "", "", "", "", ""));

        await other.Round(CancellationToken.None);
        Assert.Equal(before, await Sizes());
        _clock.Advance(TimeSpan.FromSeconds(3));
        await other.Round(CancellationToken.None);

        var head = await _world.Store.Log.Head(CancellationToken.None);
        Assert.Equal(before.Append(head), await Sizes());
    }

    [Fact]
    public async Task Raises_one_alarm_when_the_log_does_not_continue_its_checkpoint_and_another_after_an_hour()
    {
        using var duty = await Duty("silo-1");
        await _world.Store.Proof.WriteCheckpoint(
            new StoredCheckpoint(1_000_000, new byte[32], "what was signed", _clock.GetUtcNow()), CancellationToken.None);

        await duty.Round(CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(59));
        await duty.Round(CancellationToken.None);
        var alarm = new AlarmId(AlarmKind.History, Node: null);
        Assert.Equal(["alarm.raised/1"], await _world.EventsOf(alarm));
        await _world.Ask(new Grains.Alarms.AcknowledgeAlarm(World.Root, alarm));
        _clock.Advance(TimeSpan.FromMinutes(2));
        await duty.Round(CancellationToken.None);

        Assert.Equal(["alarm.raised/1", "alarm.acknowledged/1", "alarm.raised/1"], await _world.EventsOf(alarm));
        Assert.Equal([1_000_000], await Sizes());
    }

    private async Task<CheckpointDuty> Duty(string silo) => new(
        _world.Store, await CheckpointMaker.Open(_world.Store, _key, new NoCheckpointMemory(), _clock, CancellationToken.None), _world.Grains, _clock, silo,
        NullLogger<CheckpointDuty>.Instance);

    private async Task<List<long>> Sizes() =>
        [.. (await _world.Store.Proof.Checkpoints(-1, 100, CancellationToken.None)).Select(checkpoint => checkpoint.Size)];
}
