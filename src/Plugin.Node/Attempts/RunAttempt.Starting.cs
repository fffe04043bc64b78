using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Journal;
using Plugin.Node.Runtimes;
using Plugin.Node.Status;

namespace Plugin.Node.Attempts;

/// <summary>From what was let in to what runs.</summary>
internal sealed partial class RunAttempt
{
    private async Task Begin(ClaimGranted grant, RunRequest request, Basis basis, CancellationToken cancellationToken)
    {
        // Side by side: none of them starts anything, and what one has prepared goes with the attempt when another one says no.
        var mentioned = Mention(new RunReport(Id.Attempt, RunStates.Initializing), cancellationToken);
        var prepared = Image(grant, request, basis.Decision, cancellationToken);
        var learnt = Learnt(grant.InitOrganizationId, cancellationToken);
        var written = WriteFiles(grant, cancellationToken);
        await ((Task)Task.WhenAll(mentioned, prepared, learnt, written)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await mentioned;
        var image = await prepared;
        if (parts.Policies.AsksForDigests)
        {
            var verdict = parts.Policies.Judge(WithDigest(request, image));
            if (!await IsLetIn(verdict, basis.Decision, cancellationToken))
            {
                return;
            }

            basis = verdict.Basis with { Decision = basis.Decision };
        }

        if ((await learnt ?? await written) is { } why)
        {
            await EndBeforeStart(RunStatus.Failed, why, cancellationToken);
        }
        else
        {
            Advance(new JournalEntry.Starting(grant, image) { Basis = basis });
        }
    }

    /// <summary>
    /// The same for all runs of a task, wherever they are: the task's name has its digest, or the hub keeps the first that a station tells.
    /// </summary>
    private async Task<PreparedImage> Image(ClaimGranted grant, RunRequest request, OperatorDecision? decision, CancellationToken cancellationToken)
    {
        var image = await parts.Runtime.Prepare(grant.Image, null, cancellationToken);
        if (image.Digest is not { } own || grant.Image.EndsWith(own, StringComparison.Ordinal))
        {
            return image;
        }

        // What would not run here is not told, or all runs of the job would go by it; what others have told may be another one.
        var mayRun = parts.Policies.Judge(WithDigest(request, image)) switch { Verdict.No => false, Verdict.Ask => decision is not null, _ => true };
        var fixedDigest = await Fixed(mayRun ? own : null, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return fixedDigest is null || fixedDigest == own ? image : await parts.Runtime.Prepare(grant.Image, fixedDigest, cancellationToken);
        }
        catch (StartRefusedException e)
        {
            throw new StartRefusedException(
                e.State, $"The runs of this task go by {fixedDigest} of the image '{grant.Image}', and this station has {own}. {e.Message}", e);
        }
    }

    private async Task Start(JournalEntry.Starting stage, CancellationToken cancellationToken)
    {
        // Of what nobody has asked for there is nothing to find.
        var trace = recovered || _asked ? await parts.Runtime.Find(Id, cancellationToken) : Trace.None;
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

            // They may have gone down with the machine.
            if (recovered && await WriteFiles(stage.Grant, cancellationToken) is { } why)
            {
                await EndBeforeStart(RunStatus.Failed, why, cancellationToken);
                return;
            }

            // Nothing is read that is not on record.
            parts.AccessLog.Opened(stage.Grant, stage.Image, node, databases, (stage.Basis ?? new Basis([], null)).ToString());
            _asked = true;
            await parts.Runtime.Start(new AttemptPlan(
                stage.Grant, stage.Image, databases, parts.Settings.AlgorithmEnv, node, parts.Settings.ProxyPort)
            {
                Traceparent = StationTelemetry.TraceparentOf(stage.Grant),
            }, cancellationToken);
        }

        // From here on the input is needed nowhere but in its file.
        Advance(new JournalEntry.Running(stage.Grant with { Input = "" }, stage.Image) { Basis = stage.Basis });
        LogStarted(Id, stage.Grant.Image);
    }
}
