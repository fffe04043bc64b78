using System.Text;
using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Grains;
using Plugin.Grains.Runs;
using Plugin.ReadModels.Runs;
using Plugin.Vault.Blobs;
using ClaimRun = Plugin.Grains.Runs.ClaimRun;
using RunStatus = Plugin.Contracts.RunStatus;

namespace Plugin.Api.Runs;

/// <summary>
/// A vantage6 node's report. It knows no claims, so its first report of a pending run is one: the same commands as the station
/// protocol's, no second path.
/// </summary>
internal static class RunPatching
{
    public static async Task<IResult> Patch(
        HttpContext http, int id, IGrains grains, RunQueries runs, RunViews views, BlobStore blobs, ApiOptions options,
        CancellationToken cancellationToken)
    {
        var caller = (NodeCaller)CurrentCaller.Of(http);
        if (await runs.Find(id, cancellationToken) is not { } run)
        {
            return RunEndpoints.Missing(id);
        }

        var body = await Body.Read(http, options.MaxTaskBody, cancellationToken);
        body.Time("started_at");
        body.Time("finished_at");
        var status = body.Text("status", 64);
        var result = body.Text("result", int.MaxValue);
        var log = body.Text("log", int.MaxValue);
        if (status is not null && !RunStatus.All.Contains(status))
        {
            body.Fail("status", $"Not a status; possible are {string.Join(", ", RunStatus.All)}.");
        }

        if ((result is not null || log is not null) && (status is null || !RunStatus.HasFinished(status)))
        {
            body.Fail("status", "A result or log comes with the status that ends the run.");
        }

        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (run.NodeId != caller.Node.Id)
        {
            return ErrorShapes.Message(RunRefusals.OtherNode);
        }

        var attempt = run.Attempt;
        if (run.State == RunStatus.Pending)
        {
            var claimed = await grains.Ask(new ClaimRun(caller.By(), new RunId(id), caller.Id, Session: null), cancellationToken);
            if (claimed.Refusal is { } unclaimable)
            {
                return ErrorShapes.Message(unclaimable);
            }

            attempt = claimed.Value.Attempt;
        }

        if ((run.IsOpen || run.ResultId is null) && Streamed(result) is { } upload && await blobs.Find(upload, cancellationToken) is not null)
        {
            return ErrorShapes.Message(Content.NamedTwice);
        }

        if (await Stage(status, result, Streamed(result), log, blobs, cancellationToken) is { } stage)
        {
            var reported = await grains.Ask(new ReportRun(caller.By(), new RunId(id), caller.Id, attempt, stage), cancellationToken);
            if (reported.Refusal is { } refusal)
            {
                return ErrorShapes.Message(refusal);
            }
        }
        else if (!run.IsOpen)
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, $"Run {id} has finished already ({run.Status}).");
        }

        var late = views.Late();
        return late.Answer((await views.Runs(caller, [(await runs.Find(id, cancellationToken))!], late, cancellationToken))[0]);

        string? Streamed(string? text) => options.Blobstream && text is not null ? StreamedContent.IdOf(text) : null;
    }

    private static async Task<RunStage?> Stage(
        string? status, string? result, string? streamed, string? log, BlobStore blobs, CancellationToken cancellationToken)
    {
        switch (status)
        {
            case null or RunStatus.Pending:
                return null;
            case RunStatus.Initializing:
                return new RunStage.Initializing();
            case RunStatus.Active:
                return new RunStage.Started(ImageDigest: null);
            default:
                return new RunStage.Ended(
                    Outcomes.Of(status), $"The node reported '{status}'.", streamed is null ? await Keep(result) : Content.Stored(streamed), await Keep(log));
        }

        async Task<Content?> Keep(string? text) =>
            text is null ? null : await Content.Of(Encoding.UTF8.GetBytes(text), blobs, cancellationToken);
    }
}
