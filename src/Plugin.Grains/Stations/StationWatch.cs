using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains.Nodes;
using Plugin.Grains.Runs;

namespace Plugin.Grains.Stations;

/// <summary>The periods of the watch over stations. Two clocks: silence makes a node offline, and a lease ends a claim that never got going.</summary>
public sealed record WatchPeriods
{
    /// <summary>Between two rounds.</summary>
    public TimeSpan Round { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Silence after which a node is offline and its active runs are unreachable: with the round that finds it, 15 s.</summary>
    public TimeSpan OfflineAfter { get; init; } = TimeSpan.FromSeconds(13);

    /// <summary>How long a claim may go without becoming active since it was made and since the last heartbeat that named it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an unreachable run is waited for.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromHours(24);
}

/// <summary>
/// Takes silent nodes offline, releases claims whose lease ran out, and gives up runs that nobody has heard of for too long or that no node
/// is left for. Every silo runs
/// it; a duty in the store lets one act at a time, and two at once do no harm, since each step is a command that decides on the stream itself.
/// </summary>
/// <remarks>
/// When nobody held the duty for longer than nodes may be silent (no silo was up, so no heartbeat could arrive), nothing expires for one
/// lease period after it is taken up again. All times are the database's.
/// </remarks>
public sealed partial class StationWatch(
    IStore store, IGrains grains, TimeProvider clock, WatchPeriods periods, string silo, ILogger<StationWatch> logger)
    : BackgroundService
{
    private const string Duty = "station-watch";

    /// <summary>Rounds for which the duty is held.</summary>
    private const int HeldRounds = 3;

    private static readonly CallContext By = new("duty:station-watch");

    // Written by the one round that runs at a time.
    private DateTimeOffset _quietUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _orphansEndedAt = DateTimeOffset.MinValue;
    // Nodes whose silence has had its effects. What they last held stays known for as long as a lease, which counts from there.
    private readonly Dictionary<string, DateTimeOffset> _takenOffline = [];
    private readonly OrphanedRuns _orphans = new(store, grains);
    private readonly LiveLogs _logs = new(store);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(periods.Round, clock);
        do
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (Exception e) when (e is LogUnavailableException or StreamConflictException or DbException)
            {
                // The store is away, or others were faster.
                RoundFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One round; the loop and the simulation call it.</summary>
    public async Task Round(CancellationToken cancellationToken)
    {
        var duty = await store.Live.Hold(Duty, silo, periods.Round * HeldRounds, cancellationToken);
        if (!duty.Held)
        {
            return;
        }

        var since = clock.GetTimestamp();
        if (duty.LastHeldAt is not { } last || duty.Now - last > periods.OfflineAfter)
        {
            _quietUntil = duty.Now + (duty.LastHeldAt is null ? TimeSpan.Zero : periods.Lease);
        }

        if (duty.Now - _orphansEndedAt >= periods.OfflineAfter)
        {
            _orphansEndedAt = duty.Now;
            await _orphans.End(By, cancellationToken);
            await _logs.Sweep(cancellationToken);
        }

        var presences = await store.Live.Presences(StationPresence.KeyPrefix, cancellationToken);
        var quiet = duty.Now < _quietUntil;
        if (!quiet)
        {
            foreach (var silent in presences.Where(presence => duty.Now - presence.SeenAt > periods.OfflineAfter))
            {
                await TakeOffline(silent, duty.Now, since, cancellationToken);
            }

            await ReleaseExpired(presences, duty.Now, since, cancellationToken);
            foreach (var gone in presences.Where(presence => duty.Now - presence.SeenAt > periods.Lease))
            {
                if (IsOver(since))
                {
                    return;
                }

                await store.Live.Forget(gone.Key, cancellationToken);
                _takenOffline.Remove(gone.Key);
            }

            foreach (var run in await OpenRun.InState(store.Read, "unreachable", cancellationToken))
            {
                if (await IsOlder(run, periods.LostAfter, duty.Now, cancellationToken) && !IsOver(since))
                {
                    await grains.Ask(new GiveUpRun(By, new RunId(run.Run), run.Attempt), cancellationToken);
                }
            }
        }
    }

    /// <summary>This process stood still, or the store was slow: another silo may have the duty, and what was read is long past. The next round reads anew.</summary>
    private bool IsOver(long since) => clock.GetElapsedTime(since) >= periods.Round * HeldRounds;

    private async Task TakeOffline(Presence presence, DateTimeOffset now, long since, CancellationToken cancellationToken)
    {
        if (IsOver(since) || (_takenOffline.TryGetValue(presence.Key, out var seenAt) && seenAt == presence.SeenAt))
        {
            return;
        }

        var node = new NodeId(int.Parse(presence.Key.AsSpan(StationPresence.KeyPrefix.Length)));
        NodeSilent(node.Value, presence.SeenAt);
        GrainTelemetry.NodeWasSilent(now - presence.SeenAt);
        await grains.Ask(new TakeNodeOffline(By, node, presence.Session), cancellationToken);
        foreach (var run in await OpenRun.OfNode(store.Read, node.Value, cancellationToken))
        {
            if (IsOver(since))
            {
                return;
            }

            if (run.State == "active")
            {
                await grains.Ask(new LoseRun(By, new RunId(run.Run), node), cancellationToken);
            }
        }

        // Last, so that a round that breaks off before this is done again.
        _takenOffline[presence.Key] = presence.SeenAt;
    }

    private async Task ReleaseExpired(IReadOnlyList<Presence> presences, DateTimeOffset now, long since, CancellationToken cancellationToken)
    {
        Dictionary<(int Run, int Attempt), DateTimeOffset>? named = null;
        foreach (var state in (string[])["claimed", "initializing"])
        {
            foreach (var run in await OpenRun.InState(store.Read, state, cancellationToken))
            {
                if (!MayBeOlder(run, periods.Lease, now))
                {
                    continue;
                }

                named ??= presences.SelectMany(presence => StationPresence.HeldBy(presence).Select(held => (held.Run, held.Attempt, presence.SeenAt)))
                    .GroupBy(held => (held.Run, held.Attempt)).ToDictionary(held => held.Key, held => held.Max(beat => beat.SeenAt));
                if ((!named.TryGetValue((run.Run, run.Attempt), out var at) || now - at > periods.Lease)
                    && await IsOlder(run, periods.Lease, now, cancellationToken) && !IsOver(since))
                {
                    LeaseExpired(run.Run, run.Attempt);
                    await grains.Ask(new ExpireRunLease(By, new RunId(run.Run), run.Attempt), cancellationToken);
                }
            }
        }
    }

    /// <summary>The row tells the time of the silo that wrote it, whose clock may be wrong either way.</summary>
    private static bool MayBeOlder(OpenRun run, TimeSpan age, DateTimeOffset now) => now - run.Since > age || run.Since > now;

    /// <summary>Whether a run has been as it is for so long, by the times of its events in the log, which are the database's as well.</summary>
    private async Task<bool> IsOlder(OpenRun run, TimeSpan age, DateTimeOffset now, CancellationToken cancellationToken) =>
        MayBeOlder(run, age, now)
        && now - (await store.Log.ReadStream(new RunId(run.Run).ToString(), 0, cancellationToken))[^1].At > age;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node} has been silent since {SeenAt:O}: it is offline now")]
    private partial void NodeSilent(int node, DateTimeOffset seenAt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The claim of run {Run}, attempt {Attempt}, ran out before the run started")]
    private partial void LeaseExpired(int run, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A round of the station watch failed; the next one does its work")]
    private partial void RoundFailed(Exception exception);
}
