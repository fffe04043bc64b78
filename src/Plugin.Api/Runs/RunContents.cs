using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.ReadModels.Runs;
using Plugin.Vault.Blobs;

namespace Plugin.Api.Runs;

/// <summary>
/// Inputs, results and logs as they were sent, without JSON around them. A download that broke off goes on with <c>Range: bytes=N-</c>.
/// </summary>
internal static class RunContents
{
    /// <summary>Hex. With it whoever has the bytes compares them with what the log says of them: SHA-256(salt ‖ bytes).</summary>
    public const string SaltHeader = "Content-Salt";

    private const int Slice = 32 * 1024;

    public static async Task<IResult> Show(
        HttpContext http, int id, string kind, RunQueries runs, BlobStore blobs, ReadingRecorder readings, CancellationToken cancellationToken)
    {
        var (run, refused) = await RunEndpoints.Find(http, id, runs, cancellationToken);
        if (run is null)
        {
            return refused!;
        }

        var content = kind switch
        {
            "input" => run.InputId,
            "result" => run.ResultId,
            "log" => run.LogId,
            _ => null,
        };
        if (content is null)
        {
            return ErrorShapes.Message(StatusCodes.Status404NotFound, $"Run {id} has no content '{kind}'.");
        }

        await readings.Record(CurrentCaller.Of(http), [run], cancellationToken);
        if (await blobs.Salt(content, cancellationToken) is { } salt)
        {
            http.Response.Headers[SaltHeader] = Convert.ToHexStringLower(salt.Span);
        }

        return await Bytes(http, content, blobs, cancellationToken);
    }

    public static async Task<IResult> Bytes(HttpContext http, string id, BlobStore blobs, CancellationToken cancellationToken)
    {
        if (await blobs.Find(id, cancellationToken) is not { } blob)
        {
            return ErrorShapes.For(http, StatusCodes.Status410Gone, "content.deleted", "The content has been deleted.");
        }

        var from = http.Request.GetTypedHeaders().Range is { Unit.Value: "bytes", Ranges: { Count: 1 } ranges }
            && ranges.Single() is { From: { } first, To: null } ? first : 0;
        return from > blob.Size
            ? ErrorShapes.For(
                http, StatusCodes.Status416RangeNotSatisfiable, "content.range", $"The content has {blob.Size} bytes, not {from}.")
            : new Content(blobs, blob, from);
    }

    private sealed class Content(BlobStore blobs, StoredBlob blob, long from) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "application/octet-stream";
            response.ContentLength = blob.Size - from;
            response.Headers.AcceptRanges = "bytes";
            // What may still be text in somebody's browser must not be run there.
            response.Headers.XContentTypeOptions = "nosniff";
            if (from > 0)
            {
                response.StatusCode = StatusCodes.Status206PartialContent;
                response.Headers.ContentRange = $"bytes {from}-{blob.Size - 1}/{blob.Size}";
            }

            if (HttpMethods.IsHead(httpContext.Request.Method))
            {
                return;
            }

            await foreach (var piece in blobs.Read(blob.Id, from, httpContext.RequestAborted))
            {
                // The server copies what it cannot send yet, all of one write.
                for (var rest = piece; !rest.IsEmpty; rest = rest[Math.Min(Slice, rest.Length)..])
                {
                    await response.Body.WriteAsync(rest[..Math.Min(Slice, rest.Length)], httpContext.RequestAborted);
                }
            }
        }
    }
}
