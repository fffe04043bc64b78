using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Api.Runs;
using Plugin.Api.Silos;
using Plugin.Contracts.Station;
using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.EventLog;
using Plugin.ReadModels.Runs;
using Plugin.Vault.Blobs;

namespace Plugin.Api.Stations;

/// <summary>Contents that are too large for claims and reports, see <see cref="StationRoutes"/>.</summary>
internal static class StationContents
{
    private const string Uploads = "station/runs/{id:int:min(1)}/contents/{attempt:int:min(1)}/{kind}";

    public static void MapStationContents(this IEndpointRouteBuilder routes, long maxContent)
    {
        routes.Get(Uploads, Progress).For(Callers.Node)
            .WithSummary("Where an upload goes on.")
            .Asks(number: "size").Gives<ContentProgress>()
            .NeedsNoRule(Because.OwnRuns);
        routes.Put(Uploads, Upload).For(Callers.Node)
            .WithSummary("Uploads a result or log that is too large for a report.")
            .TakesBytes(maxContent).Gives<ContentStored>().MayLast()
            .NeedsNoRule(Because.OwnRuns);
        routes.Get("station/runs/{id:int:min(1)}/input/{attempt:int:min(1)}", Input).For(Callers.Node)
            .WithSummary("An input that the claim did not carry.")
            .GivesContent("application/octet-stream").GivesContent("application/octet-stream", StatusCodes.Status206PartialContent)
            .NeedsNoRule(Because.OwnRuns);
    }

    public static string PurposeOf(int run, int attempt, string kind) => $"{run}.{attempt}.{kind}";

    private static async Task<IResult> Progress(
        HttpContext http, int id, int attempt, string kind, long? size, RunQueries runs, BlobStore blobs, ApiOptions options,
        CancellationToken cancellationToken)
    {
        if (await Refused(http, id, attempt, kind, runs, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (size > options.MaxContent)
        {
            return TooLarge(new ContentTooLargeException(options.MaxContent));
        }

        var progress = await blobs.Progress(PurposeOf(id, attempt, kind), cancellationToken);
        return Answers.Ok(new ContentProgress(progress.Received, progress.Stored is { } stored ? View(stored) : null));
    }

    private static async Task<IResult> Upload(
        HttpContext http, int id, int attempt, string kind, RunQueries runs, BlobStore blobs, ApiOptions options,
        CancellationToken cancellationToken)
    {
        if (await Refused(http, id, attempt, kind, runs, cancellationToken) is { } refused)
        {
            return refused;
        }

        var range = http.Request.GetTypedHeaders().ContentRange;
        if (range is not null && (range.Unit != "bytes" || range.From is null || range.To is null || range.Length != range.To + 1))
        {
            return ErrorShapes.Problem(
                StatusCodes.Status400BadRequest, "content.range",
                "An upload goes on from a byte to the end: Content-Range: bytes FROM-LAST/SIZE.");
        }

        // Known before a byte is read: nobody sends gigabytes to be refused.
        if ((range?.Length ?? http.Request.ContentLength) > options.MaxContent)
        {
            return TooLarge(new ContentTooLargeException(options.MaxContent));
        }

        try
        {
            var stored = await blobs.Upload(
                PurposeOf(id, attempt, kind), range?.From ?? 0, http.Request.Body, options.MaxContent, cancellationToken);
            return Answers.Ok(View(stored));
        }
        catch (ContentTooLargeException e)
        {
            return TooLarge(e);
        }
        catch (UploadOffsetException e)
        {
            return ErrorShapes.Problem(StatusCodes.Status409Conflict, "content.offset", e.Message);
        }
        catch (Exception e) when (e is LogUnavailableException or ContentStoreException or DbException { IsTransient: true })
        {
            return ErrorShapes.Problem(
                StatusCodes.Status503ServiceUnavailable, "content.unavailable",
                $"The hub cannot store it now ({e.Message}) Send it again later; what has arrived stays.");
        }
    }

    private static async Task<IResult> Input(
        HttpContext http, int id, int attempt, RunQueries runs, BlobStore blobs, CancellationToken cancellationToken)
    {
        // No reading to record: the claim that comes before is on record.
        var (run, refused) = await Held(http, id, attempt, runs, cancellationToken);
        return run is null ? refused! : await RunContents.Bytes(http, run.InputId, blobs, cancellationToken);
    }

    private static async Task<IResult?> Refused(
        HttpContext http, int id, int attempt, string kind, RunQueries runs, CancellationToken cancellationToken) =>
        kind is "result" or "log"
            ? (await Held(http, id, attempt, runs, cancellationToken)).Refused
            : ErrorShapes.Problem(StatusCodes.Status404NotFound, "content.unknown-kind", $"A run has no content '{kind}'.");

    /// <summary>The run, when the caller holds this attempt of it.</summary>
    public static async Task<(RunRow? Run, IResult? Refused)> Held(
        HttpContext http, int id, int attempt, RunQueries runs, CancellationToken cancellationToken)
    {
        if (await runs.Find(id, cancellationToken) is not { } run)
        {
            return (null, ErrorShapes.Problem(RunRefusals.Missing));
        }

        if (run.NodeId != ((NodeCaller)CurrentCaller.Of(http)).Node.Id)
        {
            return (null, ErrorShapes.Problem(RunRefusals.OtherNode));
        }

        if (!run.IsOpen)
        {
            return (null, ErrorShapes.Problem(
                new Refusal(RefusalKind.Finished, "run.finished", $"The run has ended already: {run.Cause}")));
        }

        return run.Attempt != attempt || run.State == RunStates.Pending
            ? (null, ErrorShapes.Problem(RunRefusals.Superseded))
            : (run, null);
    }

    private static IResult TooLarge(ContentTooLargeException e) =>
        ErrorShapes.Problem(StatusCodes.Status413PayloadTooLarge, "content.too-large", e.Message);

    private static ContentStored View(StoredBlob stored) => new(stored.Id, stored.Digest, stored.Size);
}
