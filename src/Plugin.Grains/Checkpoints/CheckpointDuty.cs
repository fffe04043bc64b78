using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plugin.Domain.Alarms;
using Plugin.EventLog;
using Plugin.EventLog.Proving;

namespace Plugin.Grains.Checkpoints;

/// <summary>
/// Signs a checkpoint soon after something happened. Every silo runs it; a duty in the store lets one act at a time, and two at once do no
/// harm, since of two checkpoints of one size the first stored is the one. When the log turns out to have gone back, it fails, and the silo
/// with it: what a silo knows in memory is of a log that is no longer there.
/// </summary>
public sealed partial class CheckpointDuty(
    IStore store, CheckpointMaker maker, IGrains grains, TimeProvider clock, string silo, ILogger<CheckpointDuty> logger) : BackgroundService
{
    private const string Duty = "checkpoints";

    private static readonly TimeSpan RoundPeriod = TimeSpan.FromSeconds(2);

    // When a holder dies, another silo's next round after this signs: within 5 s of what happened in the meantime.
    private static readonly TimeSpan HoldPeriod = TimeSpan.FromSeconds(2.5);

    private static readonly TimeSpan RemindAfter = TimeSpan.FromHours(1);

    private long? _told;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RoundPeriod, clock);
        do
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (LogWentBackException e)
            {
                WentBack(e.Message);
                throw;
            }
            catch (Exception e) when (
                e is LogUnavailableException or DbException or IOException or UnauthorizedAccessException or StreamConflictException)
            {
                RoundFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One round; the loop and tests call it.</summary>
    public async Task Round(CancellationToken cancellationToken)
    {
        var duty = await store.Live.Hold(Duty, silo, HoldPeriod, cancellationToken);
        try
        {
            if (!duty.Held)
            {
                await maker.Watch(cancellationToken);
                return;
            }

            await maker.Make(cancellationToken);
            _told = null;
        }
        catch (LogUnusableException e)
        {
            await Alarm(e.Message, cancellationToken);
        }
    }

    // Nothing mends itself here, so rounds that find the same say nothing for a while.
    private async Task Alarm(string reason, CancellationToken cancellationToken)
    {
        if (_told is { } last && clock.GetElapsedTime(last) < RemindAfter)
        {
            return;
        }

        HistoryChanged(reason);
        var newest = await store.Proof.NewestCheckpoint(cancellationToken);
        await grains.Ask(
            new Alarms.RaiseAlarm(new CallContext("duty:checkpoints"), new AlarmId(AlarmKind.History, null), newest is null ? [] : [newest.Note]),
            cancellationToken);
        _told = clock.GetTimestamp();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "This silo stops: {Reason}")]
    private partial void WentBack(string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "No checkpoint is signed: {Reason}")]
    private partial void HistoryChanged(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No checkpoint could be signed; the next round tries again")]
    private partial void RoundFailed(Exception exception);
}
