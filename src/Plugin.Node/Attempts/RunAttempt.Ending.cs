using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Journal;
using Plugin.Node.Policies;
using Plugin.Node.Runtimes;
using Plugin.Node.Status;

namespace Plugin.Node.Attempts;

/// <summary>What becomes of an attempt whose algorithm has ended, or that none was started for.</summary>
internal sealed partial class RunAttempt
{
    /// <summary>Its algorithm is known to have ended, even if that could not be recorded so far: for want of space, say.</summary>
    public bool HasExited { get; private set; }

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

        HasExited = true;
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

            var log = holdsBack ? Task.CompletedTask : SealLog(keptBack: false, cancellationToken);
            var result = SealResult(output, stage.Grant.InitOrganizationId, cancellationToken);
            await Task.WhenAll(result, log);
            unclosed = await result;
        }

        if (holdsBack)
        {
            await SealLog(keptBack: unclosed is not null, cancellationToken);
        }

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
}
