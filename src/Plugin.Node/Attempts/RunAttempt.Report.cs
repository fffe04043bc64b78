using System.Net;
using System.Text;
using Plugin.Client;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Contract;
using Plugin.Node.Journal;
using Plugin.Node.Runtimes;
using Plugin.Node.Status;

namespace Plugin.Node.Attempts;

internal sealed partial class RunAttempt
{
    // Never claimed: the claim was lost when the hub was restored to the past.
    private static readonly string[] Over = ["run.superseded", "run.finished", "run.missing", "run.never_claimed"];

    /// <summary>Tells the hub, until it listens, that the attempt is active. Goes on beside the attempt itself.</summary>
    private async Task Tell(PreparedImage image, CancellationToken cancellationToken)
    {
        if (await HasHeard(new RunReport(Id.Attempt, RunStates.Active, ImageDigest: image.Digest), cancellationToken))
        {
            _told.TrySetResult();
        }
    }

    /// <summary>False when the hub has no use for the report: the attempt is then stopped.</summary>
    private async Task<bool> Delivered(JournalEntry.Ended stage, CancellationToken cancellationToken)
    {
        if (stage is { Image: { } image, Outcome.State: not RunReport.Lost })
        {
            // The hub takes an end in any open state, but the history should say that it ran.
            await (_telling ??= Tell(image, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        var delivered = await HasTaken(stage.Outcome, cancellationToken);
        if (delivered)
        {
            LogDelivered(Id, stage.Outcome.State);
        }

        return delivered;
    }

    private async Task<RunReport> Report(Outcome outcome, CancellationToken cancellationToken)
    {
        var (log, logContent) = outcome.HasLog ? await Log(cancellationToken) : (null, null);
        try
        {
            var (result, resultContent) = outcome.HasResult ? await Content(ContentKind.Result, cancellationToken) : (null, null);
            return new RunReport(Id.Attempt, outcome.State, outcome.Cause, null, result, resultContent, log, logContent);
        }
        catch (HubException e) when (e.Status == HttpStatusCode.RequestEntityTooLarge)
        {
            // For the hub, or for a proxy on the way. It would be so each time, and the run would never end.
            return new RunReport(
                Id.Attempt, RunStatus.Failed, $"{outcome.Cause} Its result could not be delivered: {e.Message}", Log: log, LogContent: logContent);
        }
    }

    private async Task<(string? Text, string? Uploaded)> Log(CancellationToken cancellationToken)
    {
        try
        {
            return await Content(ContentKind.Log, cancellationToken);
        }
        catch (HubException e) when (e.Status == HttpStatusCode.RequestEntityTooLarge)
        {
            return ($"The log could not be delivered: {e.Message}", null);
        }
    }

    private async Task<(string? Text, string? Uploaded)> Content(string kind, CancellationToken cancellationToken)
    {
        await using (var content = parts.Files.Sealed(Id, kind))
        {
            // A character takes at least one byte, so what fits in bytes fits in characters.
            if (content.Length <= RunReport.InlineLimit)
            {
                using var reader = new StreamReader(content, Encoding.UTF8);
                return (await reader.ReadToEndAsync(cancellationToken), null);
            }
        }

        var stored = await parts.Hub.Upload(Id.Run, Id.Attempt, kind, () => parts.Files.Sealed(Id, kind), cancellationToken);
        return (null, stored.Id);
    }

    /// <summary>
    /// Says how the attempt goes, until the hub listens. One that answers that there is no such thing is older than this station, or was restored to the
    /// past: the attempt goes on without, since what follows says more.
    /// </summary>
    /// <returns>False when the hub says that the attempt is over. It has been stopped then.</returns>
    private async Task<bool> HasHeard(RunReport progress, CancellationToken cancellationToken)
    {
        try
        {
            return await Insist(async () =>
            {
                await StationTelemetry.Timed("report", parts.Hub.Report(Id.Run, progress, cancellationToken));
                return true;
            }, cancellationToken);
        }
        catch (HubException e) when (IsNo(e))
        {
            LogNotUnderstood(Id, progress.State, e.Message);
            return true;
        }
    }

    /// <summary>Repeats the attempt's end until it is acknowledged, whatever the hub says: without it the run would have no end and its result no reader.</summary>
    /// <returns>False when the hub says that the attempt is over. It has been stopped then.</returns>
    private async Task<bool> HasTaken(Outcome outcome, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(parts.Time, parts.Random, TimeSpan.FromMinutes(10));
        while (true)
        {
            try
            {
                return await Insist(async () =>
                {
                    var report = await Report(outcome, cancellationToken);
                    await StationTelemetry.Timed("report", parts.Hub.Report(Id.Run, report, cancellationToken));
                    return true;
                }, cancellationToken);
            }
            catch (HubException e) when (IsNo(e))
            {
                LogEndNotTaken(Id, outcome.State, e.Message);
            }

            await backoff.Pause(cancellationToken);
        }
    }

    /// <summary>Nothing is started before the hub has said which image it is, unless the hub has no word for that.</summary>
    /// <param name="digest">Null: this station asks only.</param>
    private async Task<string?> Fixed(string? digest, CancellationToken cancellationToken)
    {
        try
        {
            return await Insist(() => parts.Hub.FixImage(Id.Run, new FoundImage(Id.Attempt, digest), cancellationToken), cancellationToken);
        }
        catch (HubException e) when (IsNo(e))
        {
            LogNotUnderstood(Id, "image", e.Message);
            return digest;
        }
    }

    /// <summary>Repeats a call until the hub has an answer. Nothing is dropped because the hub is away, however long.</summary>
    /// <returns>The default when the hub says that the attempt is over. It has been stopped then.</returns>
    /// <exception cref="HubException">The hub's answer is no, and would be the next time.</exception>
    private async Task<T?> Insist<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(parts.Time, parts.Random, TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                return await call();
            }
            catch (HubException e) when (e.Code is { } code && Over.Contains(code))
            {
                Stop(e.Message);
                return default;
            }
            catch (HubException e) when (!IsNo(e))
            {
                LogReportFailed(Id, e.Message);
            }

            await backoff.Pause(cancellationToken);
        }
    }

    /// <summary>With a code it is the hub's own word, and not that of something on the way that is there while the hub is not.</summary>
    private static bool IsNo(HubException e) => e is
    {
        Code: not null, Status: HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Conflict
            or HttpStatusCode.UnprocessableEntity
    } && !e.Code.StartsWith("content.", StringComparison.Ordinal);

    /// <summary>Progress that may get lost: what follows says more.</summary>
    private async Task Mention(RunReport report, CancellationToken cancellationToken)
    {
        try
        {
            await StationTelemetry.Timed("report", parts.Hub.Report(Id.Run, report, cancellationToken));
        }
        catch (HubException e) when (e.Code is { } code && Over.Contains(code))
        {
            Stop(e.Message);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (HubException e)
        {
            LogReportFailed(Id, e.Message);
        }
    }
}
