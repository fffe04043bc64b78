using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Plugin.Client;

namespace Plugin.Node.Proxy;

/// <summary>
/// Takes an algorithm's request to the hub under the hub's own token, and keeps trying while the hub is away: the algorithm tools wait as long as
/// it takes, but take an error for an answer.
/// </summary>
/// <param name="folder">Where large answers wait until they have arrived whole.</param>
internal sealed partial class HubRelay(HttpClient http, HubAddress address, string folder, TimeProvider time, Func<double> random, ILogger log)
{
    private const int Chunk = 64 * 1024;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FaultyFor = TimeSpan.FromMinutes(10);

    /// <summary>Returns when the hub has said something final. A hub that is away is waited for as long as the caller is there.</summary>
    public async Task<HubAnswer> Ask(HubQuestion question, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(time, random, TimeSpan.FromSeconds(10));
        long? faulty = null;
        while (true)
        {
            var answer = await Once(question, cancellationToken);
            faulty = answer.Status == HttpStatusCode.InternalServerError ? faulty ?? time.GetTimestamp() : null;
            if (IsFinal(answer.Status, question.Patient, faulty is { } since && time.GetElapsedTime(since) >= FaultyFor))
            {
                return answer;
            }

            Waiting(log, question.Run, question.Route, (int)answer.Status);
            await answer.DisposeAsync();
            await backoff.Pause(cancellationToken);
        }
    }

    /// <summary>
    /// The hub's answer while it arrives. Where it breaks off it is asked for again, and what had come before is left out: what is read like this never
    /// changes.
    /// </summary>
    /// <returns>An answer other than 200 is final and whole.</returns>
    public async Task<(HubAnswer? Refused, Stream? Content)> Open(HubQuestion question, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(time, random, TimeSpan.FromSeconds(10));
        while (true)
        {
            if (await Begun(question, cancellationToken) is { } response)
            {
                if (response.StatusCode == HttpStatusCode.OK && response.Content.Headers.ContentType?.MediaType == "application/octet-stream")
                {
                    return (null, new ResumedStream(response, Silence, time, ct => Begun(question, ct), () => backoff.Pause(cancellationToken)));
                }

                response.Dispose();
                var answer = await Once(question, cancellationToken);
                if (answer.Status != HttpStatusCode.OK && IsFinal(answer.Status, patient: false, faulty: false))
                {
                    return (answer, null);
                }

                await answer.DisposeAsync();
            }

            Waiting(log, question.Run, question.Route, 0);
            await backoff.Pause(cancellationToken);
        }
    }

    /// <summary>Repeats what is asked of the hub by other means, for as long as the caller is there.</summary>
    /// <exception cref="HubException">The hub said no.</exception>
    public async Task Insist(Func<Task> ask, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(time, random, TimeSpan.FromSeconds(10));
        while (true)
        {
            try
            {
                await ask();
                return;
            }
            catch (HubException e) when (e.IsTransient)
            {
                await backoff.Pause(cancellationToken);
            }
        }
    }

    private static bool IsFinal(HttpStatusCode status, bool patient, bool faulty) => (int)status switch
    {
        >= 200 and < 300 or 404 => true,
        _ when patient => false,
        408 or 429 => false,
        501 => true,
        500 => faulty,
        var code => code < 500,
    };

    private static bool IsJson(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;

    private async Task<HubAnswer> Once(HubQuestion question, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = Request(question, () => limit.CancelAfter(Silence));
        var content = new Spool(folder);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            // Kept whole before a byte goes on: an answer that breaks off half-way could not be asked for again.
            await using (var body = await response.Content.ReadAsStreamAsync(either.Token))
            {
                await Copy(body, content, limit, either.Token);
            }

            content.Position = 0;
            return new HubAnswer(
                response.StatusCode, IsJson(response), response.Headers.TryGetValues("total-count", out var total) ? total.First() : null, content);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsBroken(e))
        {
            await content.DisposeAsync();
            return new HubAnswer(HttpStatusCode.BadGateway, false, null, new Spool(folder));
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    /// <summary>Null when the hub did not begin to answer.</summary>
    private async Task<HttpResponseMessage?> Begun(HubQuestion question, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = Request(question, static () => { });
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsBroken(e))
        {
            return null;
        }
    }

    /// <summary>Something large takes as long as it takes; silence is what counts.</summary>
    private static async Task Copy(Stream body, Spool content, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        var buffer = new byte[Chunk];
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            await content.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            limit.CancelAfter(Silence);
        }
    }

    private static bool IsBroken(Exception e) => e is HttpRequestException or IOException or SocketException or OperationCanceledException;

    private HttpRequestMessage Request(HubQuestion question, Action progress)
    {
        var request = new HttpRequestMessage(question.Body is null ? HttpMethod.Get : HttpMethod.Post, address.Of(question.Route));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", question.Token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (question.UserAgent is { Length: > 0 } agent)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", agent);
        }

        if (question.IdempotencyKey is { } key)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (question.Body is { } body)
        {
            request.Content = new SpoolContent(body, progress) { Headers = { ContentType = new MediaTypeHeaderValue(question.MediaType) } };
        }

        return request;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run} asked the hub for {Route} and waits; the hub answered {Status}.")]
    private static partial void Waiting(ILogger log, int run, string route, int status);

    /// <summary>Can be sent as often as it takes.</summary>
    private sealed class SpoolContent(Spool body, Action progress) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        // A try that was given up may still be reading when the next one begins.
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await body.FlushAsync(cancellationToken);
            var buffer = new byte[Chunk];
            var sent = 0L;
            for (int read; (read = await body.ReadAt(sent, buffer, cancellationToken)) > 0; sent += read)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                progress();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = body.Length;
            return true;
        }
    }
}

/// <param name="Token">The hub's own for the run.</param>
/// <param name="Route">Below the API path, with the query.</param>
internal sealed record HubQuestion(int Run, string Token, string Route)
{
    /// <summary>What to post; null for a GET.</summary>
    public Spool? Body { get; init; }

    public string MediaType { get; init; } = "application/json";

    public string? IdempotencyKey { get; init; }

    /// <summary>The hub answers R's HTTP library in another form.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Only success and 404 are answers; everything else is waited out.</summary>
    public bool Patient { get; init; }
}

/// <param name="IsJson">Otherwise the body is of no use to an algorithm.</param>
internal sealed record HubAnswer(HttpStatusCode Status, bool IsJson, string? TotalCount, Spool Content) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
