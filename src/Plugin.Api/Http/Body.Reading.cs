using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Plugin.Api.Http;

/// <summary>From the bytes of a request to a JSON object of valid text, within the limit of the route.</summary>
internal sealed partial class Body
{
    /// <summary>What a body of names, ids and addresses never needs.</summary>
    public const int SmallLimit = 64 * 1024;

    /// <exception cref="RejectedRequestException">Too large (without reading on), not JSON, or not an object.</exception>
    public static async Task<Body> Read(HttpContext http, int limit, CancellationToken cancellationToken)
    {
        var bytes = await ReadBytes(http, limit, cancellationToken);
        try
        {
            var root = JsonElement.Parse(bytes.Span);
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new RejectedRequestException(StatusCodes.Status400BadRequest, "body.malformed", "The body is not a JSON object.");
            }

            // Half a surrogate pair is valid JSON and no text: whoever reads it later would fail.
            return HasEscapedSurrogates(bytes.Span) && !IsText(root)
                ? throw new RejectedRequestException(
                    StatusCodes.Status400BadRequest, "body.malformed", "The body has an escaped character that is none (half a surrogate pair).")
                : new Body(root);
        }
        catch (JsonException e)
        {
            throw new RejectedRequestException(
                StatusCodes.Status400BadRequest, "body.malformed",
                $"The body is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).");
        }
    }

    private static bool HasEscapedSurrogates(ReadOnlySpan<byte> json) =>
        json.IndexOf("\\ud"u8) >= 0 || json.IndexOf("\\uD"u8) >= 0;

    private static bool IsText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => element.GetString() is not null,
                JsonValueKind.Array => element.EnumerateArray().All(IsText),
                JsonValueKind.Object => element.EnumerateObject().All(property => property.Name is not null && IsText(property.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytes(HttpContext http, int limit, CancellationToken cancellationToken)
    {
        var request = http.Request;
        if (!request.HasJsonContentType())
        {
            throw new RejectedRequestException(
                StatusCodes.Status415UnsupportedMediaType, "content-type.wrong", "The body must be JSON (Content-Type: application/json).");
        }

        if (request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        // Grows with what arrives, so that an announced length costs nothing.
        var bytes = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var read = await request.Body.ReadAsync(bytes.GetMemory(4096), cancellationToken);
            if (read == 0)
            {
                return bytes.WrittenMemory;
            }

            bytes.Advance(read);
            if (bytes.WrittenCount > limit)
            {
                throw TooLarge(limit);
            }
        }
    }

    private static RejectedRequestException TooLarge(int limit) => new(
        StatusCodes.Status413PayloadTooLarge, "body.too-large", $"The body is larger than the {limit} bytes that this route takes.");
}
