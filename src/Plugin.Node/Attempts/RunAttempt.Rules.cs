using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Journal;
using Plugin.Node.Policies;
using Plugin.Node.Runtimes;

namespace Plugin.Node.Attempts;

/// <summary>Where the station's rules and its operator come in.</summary>
internal sealed partial class RunAttempt
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>After a restart: machines come up with a wrong clock and are set right, and an operator who was shut out gets a last chance.</summary>
    private static readonly TimeSpan AtLeast = TimeSpan.FromMinutes(15);

    private readonly TaskCompletionSource _place = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly long _heldSince = parts.Time.GetTimestamp();
    private long? _askedAt;

    private bool HasPlace => _place.Task.IsCompleted;

    /// <summary>It has one of the station's places from now on.</summary>
    public void TakePlace() => _place.TrySetResult();

    private async Task Prepare(JournalEntry.Claimed stage, CancellationToken cancellationToken)
    {
        var request = await Request(stage.Grant, cancellationToken);
        var verdict = parts.Policies.Judge(request);
        if (await IsLetIn(verdict, decision: null, cancellationToken))
        {
            await Begin(stage.Grant, request, verdict.Basis, cancellationToken);
        }
    }

    private async Task AwaitApproval(JournalEntry.AwaitingApproval stage, CancellationToken cancellationToken)
    {
        if (!await HasHeard(new RunReport(Id.Attempt, RunStates.AwaitingApproval), cancellationToken))
        {
            return;
        }

        var decision = await Decided(stage.Matter, cancellationToken);
        var basis = stage.Matter.Basis with { Decision = decision };
        LogDecided(Id, $"Its start was {decision.Sentence}");
        if (decision.Yes)
        {
            Advance(new JournalEntry.Approved(stage.Grant, basis));
        }
        else
        {
            await Refuse(new Verdict.No(new Basis([stage.Matter.Rule], basis.Method, decision), RunStatus.NotAllowed, $"The run was {decision.Sentence}."), cancellationToken);
        }
    }

    private async Task BeginApproved(JournalEntry.Approved stage, CancellationToken cancellationToken)
    {
        var words = Cause($"The run was {stage.Basis.Decision!.Sentence}.", stage.Basis.Rules[^1]);
        // A hub that was restored to the past may have forgotten that it waited.
        if (!await HasHeard(new RunReport(Id.Attempt, RunStates.AwaitingApproval), cancellationToken)
            || !await HasHeard(new RunReport(Id.Attempt, RunReport.Approved, words), cancellationToken))
        {
            return;
        }

        await _place.Task.WaitAsync(cancellationToken);
        // Rules and data sources may have changed while it waited.
        var request = await Request(stage.Grant, cancellationToken);
        if (await IsLetIn(parts.Policies.Judge(request), stage.Basis.Decision, cancellationToken))
        {
            await Begin(stage.Grant, request, stage.Basis, cancellationToken);
        }
    }

    private async Task AwaitRelease(JournalEntry.Held stage, CancellationToken cancellationToken)
    {
        await (_telling ??= Tell(stage.Image, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        var why = $"The station keeps the result back until its operator releases it. Rule: {stage.Matter.Rule}.";
        if (!await HasHeard(new RunReport(Id.Attempt, RunStates.Held, why), cancellationToken))
        {
            return;
        }

        var decision = await Decided(stage.Matter, cancellationToken);
        LogDecided(Id, $"The release of its result was {decision.Sentence}");
        if (decision.Yes)
        {
            var cause = Cause($"{stage.Outcome.Cause} The release of its result was {decision.Sentence}.", stage.Matter.Rule);
            Advance(new JournalEntry.Ended(stage.Grant, stage.Image, stage.Outcome with { Cause = cause }));
        }
        else
        {
            await EndWithoutResult(stage.Grant, stage.Image, $"The release of the result was {decision.Sentence}.", stage.Matter.Rule, cancellationToken);
        }
    }

    private async Task Refuse(Verdict.No no, CancellationToken cancellationToken)
    {
        var rule = no.State == RunStatus.NotAllowed ? no.Basis.Rules[0] : null;
        parts.AccessLog.Refused(_entry.Grant, node, Cause(no.Reason, rule));
        await EndBeforeStart(no.State, no.Reason, cancellationToken, rule);
    }

    /// <summary>What an algorithm printed stays here as well: it may say what its result does.</summary>
    private async Task EndWithoutResult(ClaimGranted grant, PreparedImage image, string reason, string rule, CancellationToken cancellationToken)
    {
        await SealReason(reason, cancellationToken);
        Advance(new JournalEntry.Ended(grant, image, new Outcome(RunStatus.NotAllowed, Cause(reason, rule), HasResult: false, HasLog: true)));
        LogEnded(Id, reason);
    }

    private async Task<OperatorDecision> Decided(Matter matter, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (parts.Journal.Decision(Id, matter.Kind) is { } decision)
            {
                return decision;
            }

            if (IsOver(matter))
            {
                return new OperatorDecision(false, "the station", $"nobody there decided by {matter.Until:yyyy-MM-dd HH:mm} UTC", parts.Time.GetUtcNow());
            }

            await Task.Delay(LookEvery, parts.Time, cancellationToken);
        }
    }

    // Only of a matter that an earlier agent asked about does the clock on the wall know how long it has waited. It may have been set since: back, it gives
    // no more time than there was; forward, it ends nothing at once.
    private bool IsOver(Matter matter)
    {
        var waited = parts.Time.GetElapsedTime(_askedAt ?? _heldSince);
        return waited >= matter.Until - matter.Since
            || (_askedAt is null && waited >= AtLeast && parts.Time.GetUtcNow() >= matter.Until);
    }

    /// <summary>False: it has gone on to the stage that says so.</summary>
    private async Task<bool> IsLetIn(Verdict verdict, OperatorDecision? decision, CancellationToken cancellationToken)
    {
        switch (verdict)
        {
            case Verdict.No no:
                await Refuse(no, cancellationToken);
                return false;
            case Verdict.Ask ask when decision is null:
                var input = (await Input(_entry.Grant, cancellationToken)).Preview;
                Advance(new JournalEntry.AwaitingApproval(_entry.Grant, MatterOf(MatterKind.Approval, ask.Basis, ask.Basis.Rules[^1], input)));
                LogAwaits(Id, ask.Why);
                return false;
            default:
                return true;
        }
    }

    /// <summary>Right before the start, maybe by an agent with another configuration. Null: it has gone on to the stage that says so.</summary>
    private async Task<IReadOnlyList<RequestedDatabase>?> StillLetIn(JournalEntry.Starting stage, CancellationToken cancellationToken)
    {
        var facts = await RequestFacts.Gather(stage.Grant, new InputFacts(stage.Basis?.Method, null), parts.Policies, cancellationToken);
        switch (parts.Policies.Judge(WithDigest(facts, stage.Image)))
        {
            case Verdict.No no:
                await Refuse(no, cancellationToken);
                return null;
            case Verdict.Ask when stage.Basis?.Decision is null:
                Advance(new JournalEntry.Ended(stage.Grant, null, Lost("The station's rules have changed since it took the run, and now ask for approval.")));
                return null;
            default:
                return facts.Databases;
        }
    }

    private async Task<RunRequest> Request(ClaimGranted grant, CancellationToken cancellationToken) =>
        await RequestFacts.Gather(grant, await Input(grant, cancellationToken), parts.Policies, cancellationToken);

    private async Task<InputFacts> Input(ClaimGranted grant, CancellationToken cancellationToken)
    {
        if (grant.Input is null && !parts.Policies.AsksForMethods)
        {
            return new InputFacts(null, null);
        }

        try
        {
            return await RequestFacts.Read(grant.Input, parts.Payloads, ct => parts.Hub.Input(Id.Run, Id.Attempt, ct), cancellationToken);
        }
        catch (FormatException)
        {
            // What is wrong with it is said when it is written to its file.
            return new InputFacts(null, null);
        }
    }

    private static RunRequest WithDigest(RunRequest request, PreparedImage image) =>
        request with { Digest = ImageList.DigestOf(image.Digest) ?? ImageList.DigestOf(image.Reference) ?? "" };

    private Matter MatterOf(MatterKind kind, Basis? basis, string rule, string? input)
    {
        var now = parts.Time.GetUtcNow();
        _askedAt = parts.Time.GetTimestamp();
        var rules = basis?.Rules ?? [];
        return new Matter(
            kind, new Basis([.. rules.Where(r => r != rule), rule], basis?.Method, basis?.Decision), input, now, now + parts.Policies.DecideWithin);
    }
}
