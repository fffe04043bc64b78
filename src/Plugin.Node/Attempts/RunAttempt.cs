using Plugin.Client;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.AccessLog;
using Plugin.Node.Contract;
using Plugin.Node.Journal;
using Plugin.Node.Proxy;
using Plugin.Node.Runtimes;
using Plugin.Node.Status;

namespace Plugin.Node.Attempts;

/// <summary>
/// Brings one attempt from its claim to its acknowledged report, one journalled stage after the other. Each stage can be begun again, by this agent
/// after a passing failure or by the next one after a crash. Runs on the agent's scheduler, one step at a time.
/// </summary>
/// <param name="recovered">An earlier agent left it.</param>
internal sealed partial class RunAttempt(JournalEntry entry, int node, bool recovered, StationParts parts, Action changed) : IDisposable
{
    private const int StartTries = 5;
    private const int LongestCause = 1000;
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private JournalEntry _entry = entry;
    private bool _asked;
    private Task? _telling;
    private Task? _showing;

    public AttemptId Id => _entry.Id;

    public KnownSubtasks Subtasks { get; } = new();

    public JournalEntry Entry => _entry;

    public bool IsTopLevel => _entry.Grant.ParentTaskId is null;

    /// <summary>It takes one of the station's places. Waiting for the operator, or for the hub to listen, does not.</summary>
    public bool Occupies => _entry is JournalEntry.Claimed or JournalEntry.Starting or JournalEntry.Running || (_entry is JournalEntry.Approved && HasPlace);

    /// <summary>It was let in and wants one of the station's places.</summary>
    public bool WaitsForPlace => _entry is JournalEntry.Approved && !HasPlace;

    /// <summary>Completes when the hub knows that the attempt is active. Before that it accepts no subtasks of it.</summary>
    public Task Told => _told.Task;

    /// <summary>Set when the attempt is stopped or over.</summary>
    public CancellationToken Stopped { get; private set; }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <summary>Written down first, so that a crash in between does not bring it back; on a full disk the hub would say it again.</summary>
    public void Stop(string cause)
    {
        if (_entry is not JournalEntry.Stopping)
        {
            var stopping = new JournalEntry.Stopping(_entry.Grant, cause);
            try
            {
                Record(stopping);
            }
            catch (JournalUnavailableException e)
            {
                LogStepFailed(Id, nameof(JournalEntry.Stopping), e.Message);
                _entry = stopping;
            }

            LogStopping(Id, cause);
            _stop.Cancel();
        }
    }

    /// <summary>Returns when nothing of the attempt is left.</summary>
    public async Task Run(CancellationToken cancellationToken)
    {
        Stopped = _stop.Token;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        var backoff = new Backoff(parts.Time, parts.Random, TimeSpan.FromSeconds(30));
        var failures = 0;
        StartRefusedException? refusal = null;
        while (true)
        {
            var stage = _entry;
            try
            {
                // One that was stopped meanwhile has nobody to refuse to.
                if (refusal is not null && !_stop.IsCancellationRequested)
                {
                    await EndBeforeStart(refusal.State, refusal.Message, either.Token);
                    refusal = null;
                }
                else if (await Step(stage, either.Token, cancellationToken))
                {
                    return;
                }

                failures = 0;
                backoff.Reset();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                // Stopped: the next step cleans up.
            }
            catch (StartRefusedException e)
            {
                refusal = e;
            }
            catch (Exception e) when (IsPassing(e))
            {
                LogStepFailed(Id, stage.GetType().Name, e.Message);
                // For space it is waited: the run may well be carried out later.
                failures += FullDisk.IsCauseOf(e) ? 0 : 1;
                if (failures == StartTries && stage is JournalEntry.Claimed or JournalEntry.Approved)
                {
                    refusal = new StartRefusedException(RunStatus.StartFailed, "The station could not prepare the run.", e);
                }

                await backoff.Pause(cancellationToken);
            }
        }
    }

    private static bool IsPassing(Exception e) =>
        e is IOException or UnauthorizedAccessException or RuntimeUnavailableException or HubException;

    private async Task<bool> Step(JournalEntry stage, CancellationToken either, CancellationToken cancellationToken)
    {
        using var activity = StationTelemetry.Stage(StageName, stage.Grant);
        switch (stage)
        {
            case { IsBeforeStart: true } when await IsSpent(stage, either):
                return false;
            case JournalEntry.Claimed s:
                await Prepare(s, either);
                return false;
            case JournalEntry.AwaitingApproval s:
                await AwaitApproval(s, either);
                return false;
            case JournalEntry.Approved s:
                await BeginApproved(s, either);
                return false;
            case JournalEntry.Starting s:
                await Start(s, either);
                return false;
            case JournalEntry.Running s:
                await Finish(s, either);
                return false;
            case JournalEntry.Held s:
                await AwaitRelease(s, either);
                return false;
            case JournalEntry.Ended s when await Delivered(s, either):
                StationTelemetry.RunEnded(s.Outcome.State);
                // What still waits to be told of it is told no more, or its refusal would bring the attempt back into the journal.
                Record(new JournalEntry.Stopping(s.Grant, "The hub has its end."));
                _stop.Cancel();
                return false;
            case JournalEntry.Stopping:
                await CleanUp(cancellationToken);
                return true;
            default:
                return false;
        }
    }

    private async Task CleanUp(CancellationToken cancellationToken)
    {
        await parts.Runtime.Remove(Id, cancellationToken);
        // Before anything is written: it makes space on a full disk.
        parts.Files.Remove(Id);
        if (_entry is JournalEntry.Stopping stopped)
        {
            parts.AccessLog.Ended(stopped.Grant, AccessEvents.Stopped, stopped.Cause);
        }

        parts.Journal.Forget(Id);
        parts.AccessLog.Forget(Id);
    }

    private static string Cause(string reason, string? rule) => Short(rule is null ? reason : $"{reason} Rule: {rule}.");

    // The log has it in full.
    private static string Short(string reason) => reason.Length <= LongestCause ? reason : reason[..LongestCause] + "…";

    private static Outcome Lost(string cause) => new(RunReport.Lost, cause, HasResult: false, HasLog: false);

    private void Advance(JournalEntry next)
    {
        // It may have been stopped while this stage was at work.
        if (_entry is not JournalEntry.Stopping)
        {
            // What is held back has been read all the same.
            if (((next as JournalEntry.Ended)?.Outcome ?? (next as JournalEntry.Held)?.Outcome) is { } outcome)
            {
                parts.AccessLog.Ended(next.Grant, outcome.State, outcome.Cause);
            }

            Record(next);
        }
    }

    private void Record(JournalEntry next)
    {
        parts.Journal.Record(next);
        Reached(next);
        changed();
    }
}
