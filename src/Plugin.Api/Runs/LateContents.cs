using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Plugin.Contracts;
using Plugin.Vault;
using Plugin.Vault.Blobs;

namespace Plugin.Api.Runs;

/// <summary>
/// Contents that are too large to be in memory stand as marks in an answer's views, and are put in their place while the answer is written.
/// A mark is random, so no text of anybody can look like one.
/// </summary>
internal sealed class LateContents
{
    // What a part becomes in JSON is written out after so many bytes of it, whatever the size of parts.
    private const int Slice = 16 * 1024;

    private readonly BlobStore _blobs;
    private readonly string _mark;
    private readonly List<string> _ids = [];

    public LateContents(BlobStore blobs, FillRandom random)
    {
        _blobs = blobs;
        Span<byte> mark = stackalloc byte[16];
        random(mark);
        _mark = $"late-{Convert.ToHexStringLower(mark)}-";
    }

    public string Mark(string id)
    {
        _ids.Add(id);
        return $"{_mark}{_ids.Count - 1}";
    }

    /// <summary>The body as JSON with the contents in their places.</summary>
    public IResult Answer<T>(T body) =>
        _ids.Count == 0 ? TypedResults.Json(body, WireJson.Options) : new Late(this, JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Options));

    private sealed class Late(LateContents contents, byte[] frame) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var cancellationToken = httpContext.RequestAborted;
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            if (HttpMethods.IsHead(httpContext.Request.Method))
            {
                return;
            }

            var body = httpContext.Response.BodyWriter;
            var mark = Encoding.ASCII.GetBytes($"\"{contents._mark}");
            var rest = frame.AsMemory();
            while (rest.Span.IndexOf(mark) is var at and >= 0)
            {
                await body.WriteAsync(rest[..at], cancellationToken);
                rest = rest[(at + mark.Length)..];
                var end = rest.Span.IndexOf((byte)'"');
                await contents.Write(body, contents._ids[int.Parse(rest.Span[..end])], cancellationToken);
                rest = rest[(end + 1)..];
            }

            await body.WriteAsync(rest, cancellationToken);
        }
    }

    private async Task Write(System.IO.Pipelines.PipeWriter body, string id, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = WireJson.Options.Encoder });
        var text = Encoding.UTF8.GetDecoder();
        var chars = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(Slice));
        try
        {
            await foreach (var piece in _blobs.Read(id, 0, cancellationToken))
            {
                for (var rest = piece; !rest.IsEmpty; rest = rest[Math.Min(Slice, rest.Length)..])
                {
                    var count = text.GetChars(rest.Span[..Math.Min(Slice, rest.Length)], chars, flush: false);
                    json.WriteStringValueSegment(chars.AsSpan(0, count), isFinalSegment: false);
                    json.Flush();
                    await body.FlushAsync(cancellationToken);
                }
            }

            json.WriteStringValueSegment(chars.AsSpan(0, text.GetChars([], chars, flush: true)), isFinalSegment: true);
            json.Flush();
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }
}
