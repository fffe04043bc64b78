using Plugin.Client;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.AccessLog;
using Plugin.Node.Contract;
using Plugin.Node.Journal;
using Plugin.Node.Policies;
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
                if (refusal is not null)
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

    private async Task Begin(ClaimGranted grant, RunRequest request, Basis basis, CancellationToken cancellationToken)
    {
        await Mention(new RunReport(Id.Attempt, RunStates.Initializing), cancellationToken);
        var image = await Image(grant, cancellationToken);
        if (parts.Policies.AsksForDigests)
        {
            var verdict = parts.Policies.Judge(WithDigest(request, image));
            if (!await IsLetIn(verdict, basis.Decision, cancellationToken))
            {
                return;
            }

            basis = verdict.Basis with { Decision = basis.Decision };
        }

        try
        {
            await parts.Payloads.Learn(grant.InitOrganizationId, cancellationToken);
        }
        catch (FormatException)
        {
            await EndBeforeStart(
                RunStatus.Failed,
                $"The result could not be encrypted: organization {grant.InitOrganizationId}, which asked, has no readable public key at the hub.", cancellationToken);
            return;
        }

        try
        {
            await parts.Files.Prepare(Id, grant.JobId, WriteInput, parts.Tokens.Mint(grant, node), cancellationToken);
        }
        catch (FormatException e)
        {
            await EndBeforeStart(RunStatus.Failed, $"The input cannot be read: {e.Message}", cancellationToken);
            return;
        }

        // The input is in its file from here on.
        Advance(new JournalEntry.Starting(grant with { Input = "" }, image) { Basis = basis });
    }

    /// <summary>
    /// The same for all runs of a task, wherever they are: the task's name has its digest, or the hub keeps the first that a station tells.
    /// </summary>
    private async Task<PreparedImage> Image(ClaimGranted grant, CancellationToken cancellationToken)
    {
        var image = await parts.Runtime.Prepare(grant.Image, null, cancellationToken);
        if (image.Digest is not { } own || grant.Image.EndsWith(own, StringComparison.Ordinal))
        {
            return image;
        }

        var fixedDigest = await Fixed(own, cancellationToken);
        try
        {
            return fixedDigest == own ? image : await parts.Runtime.Prepare(grant.Image, fixedDigest, cancellationToken);
        }
        catch (StartRefusedException e)
        {
            throw new StartRefusedException(
                e.State, $"The runs of this task go by {fixedDigest} of the image '{grant.Image}', and this station has {own}. {e.Message}", e);
        }
    }

    private async Task Start(JournalEntry.Starting stage, CancellationToken cancellationToken)
    {
        var trace = await parts.Runtime.Find(Id, cancellationToken);
        if (trace == Trace.Vanished)
        {
            Advance(new JournalEntry.Ended(stage.Grant, stage.Image, Lost("The station went down while it started the run, and nothing tells how far it came.")));
            return;
        }

        if (trace == Trace.None)
        {
            if (await StillLetIn(stage, cancellationToken) is not { } databases)
            {
                return;
            }

            // Nothing is read that is not on record.
            parts.AccessLog.Opened(stage.Grant, stage.Image, node, databases, (stage.Basis ?? new Basis([], null)).ToString());
            await parts.Runtime.Start(new AttemptPlan(
                stage.Grant, stage.Image, databases, parts.Settings.AlgorithmEnv, node, parts.Settings.ProxyPort)
            {
                Traceparent = StationTelemetry.TraceparentOf(stage.Grant),
            }, cancellationToken);
        }

        Advance(new JournalEntry.Running(stage.Grant, stage.Image) { Basis = stage.Basis });
        LogStarted(Id, stage.Grant.Image);
    }

    private async Task Finish(JournalEntry.Running stage, CancellationToken cancellationToken)
    {
        _telling ??= Tell(stage.Image, cancellationToken);
        var request = WithDigest(new RunRequest(stage.Grant, stage.Basis?.Method, Digest: null, []), stage.Image);
        var holdsBack = parts.Policies.HoldsBack(request);
        _showing ??= holdsBack ? Task.CompletedTask : ShowLog(cancellationToken);
        if (await Exit(stage.Grant, cancellationToken) is not { } exit)
        {
            Advance(new JournalEntry.Ended(stage.Grant, stage.Image, Lost("The run is gone from the station and left no outcome: it was removed, or went down with the container engine or the machine.")));
            return;
        }

        var cause = $"The algorithm ended with exit code {exit.Code}{(exit.Remark is null ? "" : $": {exit.Remark}")}.";
        if (exit.OverLimit)
        {
            await SealLog(keptBack: holdsBack, cancellationToken);
            Advance(new JournalEntry.Ended(stage.Grant, stage.Image, new Outcome(RunStatus.Crashed, cause, HasResult: false, HasLog: true)));
            LogEnded(Id, cause);
            return;
        }

        OutputVerdict verdict;
        string? unclosed;
        await using (var output = parts.Files.Output(Id))
        {
            verdict = parts.Policies.JudgeOutput(request, output.Length);
            if (verdict is OutputVerdict.No no)
            {
                await EndWithoutResult(stage.Grant, stage.Image, no.Reason, no.Rule, cancellationToken);
                return;
            }

            unclosed = await SealResult(output, stage.Grant.InitOrganizationId, cancellationToken);
        }

        await SealLog(keptBack: holdsBack && unclosed is not null, cancellationToken);
        var outcome = unclosed is null
            ? new Outcome(exit.Code == 0 ? RunStatus.Completed : RunStatus.Crashed, cause, HasResult: true, HasLog: true)
            : new Outcome(RunStatus.Failed, Short($"{cause} {unclosed}"), HasResult: false, HasLog: true);
        Advance(verdict is OutputVerdict.Hold hold && outcome.HasResult
            ? new JournalEntry.Held(stage.Grant, stage.Image, outcome, MatterOf(MatterKind.Release, stage.Basis, hold.Rule, input: null))
            : new JournalEntry.Ended(stage.Grant, stage.Image, outcome));
        LogEnded(Id, cause);
        if (verdict is OutputVerdict.Hold held && outcome.HasResult)
        {
            LogAwaits(Id, $"The station's rule {held.Rule} keeps its result back.");
        }
    }

    private async Task<AttemptExit?> Exit(ClaimGranted grant, CancellationToken cancellationToken)
    {
        using var activity = StationTelemetry.Container(grant);
        var exit = await parts.Runtime.Wait(Id, cancellationToken);
        activity?.SetTag("plugin.exit_code", exit?.Code);
        return exit;
    }

    private async Task EndBeforeStart(string state, string reason, CancellationToken cancellationToken, string? rule = null)
    {
        await SealReason(reason, cancellationToken);
        Advance(new JournalEntry.Ended(_entry.Grant, null, new Outcome(state, Cause(reason, rule), HasResult: false, HasLog: true)));
        LogRefused(Id, state, reason);
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
