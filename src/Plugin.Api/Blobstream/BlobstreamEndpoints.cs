using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Api.Runs;
using Plugin.Contracts;
using Plugin.Domain.Access;
using Plugin.ReadModels.Runs;
using Plugin.ReadModels.Tasks;
using Plugin.Vault.Blobs;

namespace Plugin.Api.Blobstream;

/// <summary>Inputs and results that travel by themselves instead of inside JSON.</summary>
internal static class BlobstreamEndpoints
{
    public static void MapBlobstream(this IEndpointRouteBuilder routes, ApiOptions options)
    {
        routes.Get("blobstream/status", Status).For(Callers.Any)
            .WithSummary("Whether inputs and results may travel by themselves.")
            .Gives<BlobstreamStatus>()
            .NeedsNoRule(Because.Public);
        routes.Post("blobstream", Upload).For(Callers.Any)
            .WithSummary("Uploads an input or result. Users need a rule to create tasks, nodes and algorithms none.")
            .TakesBytes(options.MaxContent).Gives<BlobUploaded>(StatusCodes.Status201Created)
            .Needs(Operation.Create, Resource.Task, Scope.Collaboration);
        routes.Get("blobstream/{uuid}", Download).For(Callers.Any)
            .WithSummary("An input or result that was uploaded, as it came.")
            .GivesContent("application/octet-stream")
            .Needs(Operation.View, Resource.Run);
    }

    private static IResult Status(ApiOptions options) => Answers.Ok(new BlobstreamStatus(options.Blobstream));

    private static async Task<IResult> Upload(
        HttpContext http, TaskQueries tasks, BlobStore blobs, ApiOptions options, CancellationToken cancellationToken)
    {
        if (!options.Blobstream)
        {
            return Disabled();
        }

        if (await Refused(CurrentCaller.Of(http), tasks, cancellationToken) is { } refused)
        {
            return refused;
        }

        // Known before a byte is read: nobody sends gigabytes to be refused.
        if (http.Request.ContentLength > options.MaxContent)
        {
            return TooLarge(new ContentTooLargeException(options.MaxContent));
        }

        try
        {
            await using var text = await EnvelopeForm.ToText(http.Request.Body, cancellationToken);
            var stored = await blobs.StoreStreamed(text, options.MaxContent, cancellationToken);
            return Answers.Created(new BlobUploaded(StreamedContent.UuidOf(stored.Id)));
        }
        catch (ContentTooLargeException e)
        {
            return TooLarge(e);
        }
    }

    private static async Task<IResult?> Refused(CurrentCaller caller, TaskQueries tasks, CancellationToken cancellationToken) => caller switch
    {
        UserCaller when caller.Access.AtLeast(Scope.Collaboration, Resource.Task, Operation.Create) is null => ErrorShapes.Message(
            StatusCodes.Status401Unauthorized, "You have no rule that lets you create tasks, so there is nothing to upload an input for."),
        ContainerCaller { Run.TaskId: var id } when await tasks.Find(id, cancellationToken) is not { } task || RunStatus.HasFinished(task.Status) =>
            ErrorShapes.Message(StatusCodes.Status403Forbidden, $"Task {id} has finished already."),
        _ => null,
    };

    private static async Task<IResult> Download(
        HttpContext http, string uuid, RunQueries runs, BlobStore blobs, ReadingRecorder readings, ApiOptions options,
        CancellationToken cancellationToken)
    {
        // What was uploaded stays readable where nothing more is taken.
        if (StreamedContent.IdOf(uuid) is not { } id || await runs.OfContent(id, cancellationToken) is not { } run
            || await blobs.Find(id, cancellationToken) is null)
        {
            return options.Blobstream ? ErrorShapes.Message(StatusCodes.Status404NotFound, $"No run has the content {uuid}.") : Disabled();
        }

        var caller = CurrentCaller.Of(http);
        if (Rights.Denies(caller, Operation.View, RunEndpoints.TargetOf(run)) is { } denied)
        {
            return denied;
        }

        await readings.Record(caller, [run], cancellationToken);
        return new Content(blobs, id, uuid);
    }

    private static IResult Disabled() =>
        ErrorShapes.Message(StatusCodes.Status501NotImplemented, "This hub takes inputs and results inside JSON only.");

    private static IResult TooLarge(ContentTooLargeException e) =>
        ErrorShapes.Message(StatusCodes.Status413PayloadTooLarge, e.Message);

    private sealed class Content(BlobStore blobs, string id, string uuid) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "application/octet-stream";
            response.Headers.ContentDisposition = $"attachment; filename=result_{uuid}.bin";
            response.Headers.XContentTypeOptions = "nosniff";
            if (HttpMethods.IsHead(httpContext.Request.Method))
            {
                return;
            }

            var cancellationToken = httpContext.RequestAborted;
            await foreach (var piece in EnvelopeForm.ToUpload(blobs.Read(id, 0, cancellationToken), cancellationToken))
            {
                await response.Body.WriteAsync(piece, cancellationToken);
            }
        }
    }
}
