using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plugin.EventLog;
using Plugin.Grains.Stations;

namespace Plugin.Grains.Silos;

/// <summary>Says every two seconds that this silo is there and how it is doing. Every silo runs its own.</summary>
public sealed partial class SiloPresence(
    IStore store, Silo silo, Cluster cluster, StationFeeds feeds, TimeProvider clock, ILogger<SiloPresence> logger) : BackgroundService
{
    private static readonly TimeSpan RoundPeriod = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LeavesWithin = TimeSpan.FromSeconds(1);

    // Every ten minutes.
    private const int LookEvery = 300;

    // Guarded by _turns: the loop beats, and so does who makes the silo leave.
    private readonly SemaphoreSlim _turns = new(1, 1);
    private (long At, long Taken, long Failed, TimeSpan Cpu)? _before;
    private bool _isGone;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RoundPeriod, clock);
        var rounds = 0;
        do
        {
            try
            {
                await Beat(stoppingToken);
                if (!silo.IsLeaving && !silo.IsOutdated && !await store.Read.AreOurs(stoppingToken))
                {
                    Outdated();
                    silo.GiveWay();
                }

                if (rounds++ % LookEvery == 0)
                {
                    await cluster.ForgetLost(stoppingToken);
                }
            }
            catch (Exception e) when (e is LogUnavailableException or DbException)
            {
                RoundFailed(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One heartbeat; the loop calls it, and whoever has something to say at once.</summary>
    public async Task Beat(CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            if (!_isGone)
            {
                // In this order, so that what is appended meanwhile is not taken for lag.
                var head = await store.Log.Head(cancellationToken);
                await store.Live.Seen([new Heartbeat(silo.Id, silo.Id, JsonSerializer.Serialize(Card(head)))], cancellationToken);
            }
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Called when the silo ends in order: it lets go of its duties and is no longer listed.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_isGone)
        {
            return;
        }

        // Whatever was slow to stop before has used up the host's patience.
        using var limit = new CancellationTokenSource(LeavesWithin, clock);
        try
        {
            await Leave(limit.Token);
        }
        catch (Exception e) when (e is LogUnavailableException or DbException or OperationCanceledException)
        {
            // It will be taken for lost, and its duties run out.
            NotLeft(e.Message);
        }
    }

    public override void Dispose()
    {
        _turns.Dispose();
        base.Dispose();
    }

    private async Task Leave(CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            _isGone = true;
            await store.Live.Release(silo.Id, cancellationToken);
            await store.Live.Forget(silo.Id, cancellationToken);
        }
        finally
        {
            _turns.Release();
        }
    }

    private SiloCard Card(long head)
    {
        var (now, taken, failed, cpu) = (clock.GetTimestamp(), silo.Taken, silo.Failed, Environment.CpuUsage.TotalTime);
        var (perSecond, failedPerSecond, processors) = (0.0, 0.0, 0.0);
        if (_before is { } before && clock.GetElapsedTime(before.At, now).TotalSeconds is var seconds and > 0)
        {
            (perSecond, failedPerSecond, processors) =
                ((taken - before.Taken) / seconds, (failed - before.Failed) / seconds, (cpu - before.Cpu).TotalSeconds / seconds);
        }

        _before = (now, taken, failed, cpu);
        return new SiloCard(
            silo.Address, silo.Version, silo.StartedAt, silo.IsLeaving, head, feeds.Position, feeds.Connected, silo.UnderWay,
            Math.Round(perSecond, 1), Math.Round(processors, 2), Environment.WorkingSet)
        {
            FailedPerSecond = Math.Round(failedPerSecond, 2),
            Mails = silo.Mails,
            Lists = silo.Lists,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Other silos cannot be told that this one is there: {Reason}")]
    private partial void RoundFailed(string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "This silo stops: a newer version of PLUGIN has changed the lists of this hub. Start the newer version in its place.")]
    private partial void Outdated();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Other silos cannot be told that this one has left: {Reason}")]
    private partial void NotLeft(string reason);
}
