using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Plugin.Contracts;
using Plugin.Contracts.Station;

namespace Plugin.Api.Stations;

/// <summary>
/// A feed as server-sent events. What is there to be told at one moment is sent at once: while a hub takes many tasks, sending each item by itself
/// costs it more than making it.
/// </summary>
internal sealed class EventStream(IAsyncEnumerable<FeedItem> items) : IResult
{
    private const int MostUnsent = 32 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "text/event-stream";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await using var all = items.GetAsyncEnumerator(cancellationToken);
        var written = 0;
        while (true)
        {
            var next = all.MoveNextAsync();
            // Nothing before the first item: what fails until then is still answered as an error.
            if (written > MostUnsent || (written > 0 && !next.IsCompleted))
            {
                await response.BodyWriter.FlushAsync(cancellationToken);
                written = 0;
            }

            if (!await next)
            {
                return;
            }

            // On one line, for the serializer breaks none.
            var data = JsonSerializer.SerializeToUtf8Bytes(all.Current, WireJson.Options);
            response.BodyWriter.Write("data: "u8);
            response.BodyWriter.Write(data);
            response.BodyWriter.Write(Encoding.ASCII.GetBytes($"\nid: {all.Current.Cursor}\n\n"));
            written += data.Length;
        }
    }
}
